import { expect, test } from 'vitest'

import type { Opening, Pick } from '../../api/draws'
import { found, groupsOf } from './groups'

const pick = (step: string, role: 'main' | 'reserve', order: number, id: string, within = ''): Pick => ({
  step, role, order, site: { id, name: `name of ${id}`, category: 'MS', category_name: 'Market', unit: '市场局' }, ...(within && { within }),
})
const opening = (more: Partial<Opening>): Opening => ({ step: 'markets', order: 1, site: 'R1', replaces: 'M1', code: 'closed', ...more })

const picks = [
  pick('towns', 'main', 1, 'T1'),
  pick('markets', 'main', 1, 'M1', 'T1'),
  pick('markets', 'main', 2, 'M2', 'T1'),
  pick('markets', 'reserve', 1, 'R1', 'T1'),
  pick('markets', 'reserve', 2, 'R2', 'T1'),
]

test('a step is a group, with what may be replaced', () => {
  const groups = groupsOf(picks, [])
  expect(groups.map((g) => [g.step, g.main, g.reserves, g.categories])).toEqual([['towns', 1, 0, ['Market']], ['markets', 2, 2, ['Market']]])
  expect(groups.flatMap((g) => g.rows).map((r) => r.replaceable)).toEqual([false, true, true, false, false])
})

test('an opened reserve stands in for a site of its own scope', () => {
  const rows = groupsOf(picks, [opening({ within: 'T1' })])[1]?.rows ?? []
  expect(rows.map((r) => [r.site.id, r.replacedBy?.site, r.openedFor?.replaces, r.replaceable])).toEqual([
    ['M1', 'R1', undefined, false],
    ['M2', undefined, undefined, true],
    ['R1', undefined, 'M1', true],
    ['R2', undefined, undefined, false],
  ])
  const elsewhere = groupsOf(picks, [opening({ within: 'T2' })])[1]?.rows ?? []
  expect(elsewhere.some((r) => r.replacedBy ?? r.openedFor)).toBe(false)
})

test('once all reserves are open nothing more may be replaced', () => {
  const all = [opening({ within: 'T1' }), opening({ within: 'T1', order: 2, site: 'R2', replaces: 'R1' })]
  const rows = groupsOf(picks, all)[1]?.rows ?? []
  expect(rows.map((r) => r.replaceable)).toEqual([false, false, false, false])
  expect(rows.map((r) => r.replacedBy?.site)).toEqual(['R1', undefined, 'R2', undefined])
})

test('a word is looked for in names, units and ids', () => {
  const groups = groupsOf(picks, [])
  expect(found(groups, ' ').length).toBe(2)
  expect(found(groups, 'name of m1').flatMap((g) => g.rows).map((r) => r.site.id)).toEqual(['M1'])
  expect(found(groups, '市场').flatMap((g) => g.rows)).toHaveLength(5)
  expect(found(groups, 'nowhere')).toEqual([])
})
