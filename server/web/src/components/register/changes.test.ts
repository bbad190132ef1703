import { expect, test } from 'vitest'

import { vanishing, written } from './changes'

test('members of a site are written for people', () => {
  expect(written('市监局')).toBe('市监局')
  expect(written([122.97, 33.47])).toBe('122.97, 33.47')
  expect(written(['type:hotel', 'a'])).toBe('type:hotel, a')
  for (const nothing of [undefined, null, '', []]) expect(written(nothing)).toBe('–')
  expect(written(0)).toBe('0')
  expect(written({ a: 1 })).toBe('{"a":1}')
})

test('more than one site in twenty is asked for', () => {
  expect(vanishing(5, 100)).toBe(false)
  expect(vanishing(6, 100)).toBe(true)
  expect(vanishing(0, 0)).toBe(false)
})
