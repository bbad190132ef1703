import { expect, test } from 'vitest'

import type { Inspector } from '../../api/inspectors'
import { bodyOf, formOf, found } from './people'

const zhang: Inspector = {
  id: 'c01', name: '张三', left: false, unit: '城管局', township: '360681101000', qualifications: ['组长', '食品'],
  recusals: [{ unit: '市场局', reason: '亲属任职' }, { area: '360681102000', reason: '原籍' }, { site: 'S-1', reason: '股东' }],
  absences: [{ from: '2026-05-01', to: '2026-05-05' }],
}

test('what was read is sent again as it was', () => {
  const { id: _, left: __, ...body } = zhang
  expect(bodyOf(formOf(zhang))).toEqual(body)
  expect(bodyOf({ ...formOf(), id: 'c02', name: ' 李四 ' })).toEqual({ name: '李四' })
})

test('lines that nobody filled in are left out, and one day is a span of its own', () => {
  const form = formOf(zhang)
  form.recusals.push({ kind: 'unit', of: ' ', reason: 'x' })
  form.absences = [{ from: '2026-06-01', to: '', reason: ' 会议 ' }, { from: '', to: '2026-06-09', reason: '' }]
  form.qualifications = '组长，食品 ; '
  const body = bodyOf(form)
  expect(body.recusals?.length).toBe(3)
  expect(body.absences).toEqual([{ from: '2026-06-01', to: '2026-06-01', reason: '会议' }])
  expect(body.qualifications).toEqual(['组长', '食品'])
})

test('each word of a search has to occur', () => {
  expect(found([zhang], '城管 组长')).toEqual([zhang])
  expect(found([zhang], 'C01')).toEqual([zhang])
  expect(found([zhang], '城管 李')).toEqual([])
})
