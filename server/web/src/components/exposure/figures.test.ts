import { expect, test } from 'vitest'

import type { Exposure, GroupFigures, SiteFigures } from '../../api/exposure'
import type { Site } from '../../api/sites'
import { basisOf, classes, classOf, found, groupRows, inRounds, margin, percent, siteRows, sorted, unitChances, type Names } from './figures'
import { layerOf, mostPoints, placeOf } from './layer'

const figure = (id: string, once: number | null, error = 0): SiteFigures => ({
  id, pi: once, error, kind: 'exact', once, once_error: error, once_kind: once === null ? 'unknown' : error ? 'estimated' : 'exact',
})
const group = (name: string, sites: number, once: number, title?: string): GroupFigures => ({
  name, sites, expected: once, expected_error: 0, once, once_error: 0, kind: 'exact', ...(title && { title }),
})
const site = (id: string, about: Partial<Site>): [string, Site] => [id, { id, category: 'SC', ...about }]

const names: Names = {
  sites: new Map([
    site('a', { name: '东市场', unit: '市场局', area: '990100100203', position: [123, 33] }),
    site('b', { name: '西市场', unit: '市场局', area: '990100100204', position: [123.1, 33] }),
    site('c', { unit: '教育局', area: '990100101001' }),
    site('town', { name: '柏溪镇', category: 'XZ', area: '990100100000', position: [123.2, 33] }),
  ]),
  categories: new Map([['SC', '市场'], ['XZ', '乡镇']]),
  townships: new Map([['990100100', '柏溪镇'], ['990100101', '吉坊乡']]),
}
const exposure: Exposure = {
  plan: { name: 'p', title: '' }, replays: 400, weighted: [], incomplete: [], sites: [],
  total: [figure('a', 0.31, 0.004), figure('b', 0.05), figure('c', 0.4), figure('town', 1 / 14)],
  groups: { unit: [group('市场局', 2, 0.34), group('教育局', 1, 0)], township: [group('990100100', 3, 0.4, '柏溪镇')] },
  stages: [{ step: 'village', stage: 'township', flat: 0.1, ratio: 2, openers: [{ id: 'town', sites: 8, opened: 1 / 14, opened_error: 0, pi: 0.01, error: 0, proportional: 0.02 }] }],
  never: [{ id: 'c', category: 'SC', reason: 'never.window', sentence: '不在窗口内' }],
}

test('a chance has the digits that say something, and is 100 % only if it is certain', () => {
  const cases: [number | null, string][] = [
    [null, '–'], [0, '0 %'], [1e-7, '< 0.001 %'], [0.00893, '0.89 %'], [0.0714, '7.1 %'], [0.31, '31 %'], [0.3149, '31.5 %'], [0.9998, '> 99.9 %'], [1, '100 %'], [1 - 1e-15, '100 %'],
  ]
  for (const [chance, text] of cases) expect(percent(chance), String(chance)).toBe(text)
})

test('an error is in percentage points and never said to be smaller than it is', () => {
  for (const [error, text] of [[0.005, '0.5'], [0.00441, '0.5'], [0.0001, '0.01'], [0.00012341, '0.013'], [1e-6, '0.0001']] as const) expect(margin(error), text).toBe(text)
})

test('rounds are independent of each other', () => {
  expect(inRounds(0.5, 2)).toBeCloseTo(0.75, 12)
  expect(inRounds(1e-9, 4)).toBeCloseTo(4e-9, 16)
  expect(inRounds(1, 3)).toBe(1)
  expect(inRounds(null, 3)).toBeNull()
})

test('a class holds its lower edge, and its colours darken', () => {
  const named = [null, 0, 0.0001, 0.01, 0.05, 0.2, 0.5, 0.999, 1].map((chance) => classOf(chance).name)
  expect(named).toEqual(['unknown', 'never', 'rare', 'one', 'five', 'twenty', 'half', 'half', 'always'])
  const light = classes.map(({ colour }) => [0, 1, 2].map((i) => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i]!, 0))
  expect(light.slice(1)).toEqual([...light.slice(1)].sort((a, b) => b - a))
})

test('rows say what a site is, how likely, and why never', () => {
  const [a, , c] = siteRows(exposure, names)
  expect(a).toMatchObject({ key: 'a', name: '东市场', hints: ['市场', 'a'], unit: '市场局', area: '柏溪镇', once: 0.31, error: 0.004, kind: 'estimated' })
  expect(c).toMatchObject({ key: 'c', name: 'c', hints: ['市场', 'c'], once: 0, never: '不在窗口内' })
  expect(groupRows(exposure.groups.township ?? [], 'township', names)[0]).toMatchObject({ name: '柏溪镇', hints: ['990100100'], sites: 3 })
  expect(groupRows([group('SC', 51, 1, 'Market')], 'category', names)[0]).toMatchObject({ name: '市场', hints: ['SC'] })
})

test('the least exposed are those that may be drawn; what cannot comes last', () => {
  const rows = siteRows(exposure, names)
  const keys = (order: Parameters<typeof sorted>[1]): string[] => sorted(rows, order).map((r) => r.key)
  expect(keys('most')).toEqual(['a', 'town', 'b', 'c'])
  expect(keys('least')).toEqual(['b', 'town', 'a', 'c'])
  expect(keys('expected')).toEqual(['c', 'a', 'town', 'b'])
  expect(found(rows, ' 市场局 ').map((r) => r.key)).toEqual(['a', 'b'])
  expect(found(rows, '').length).toBe(4)
})

test('it is counted how figures were found, and how far they may be off', () => {
  expect(basisOf(exposure)).toEqual([{ kind: 'exact', count: 3, worst: 0 }, { kind: 'estimated', count: 1, worst: 0.004 }])
})

test('a unit is told its chance, its likeliest site and the township of all of them', () => {
  expect(unitChances(exposure, names, '市场局')).toMatchObject({ unit: { once: 0.34 }, likeliest: { key: 'a' }, township: { name: '柏溪镇', once: 1 / 14 } })
  expect(unitChances(exposure, names, '教育局')?.township).toBeUndefined()
  expect(unitChances(exposure, names, '无')).toBeUndefined()
  const apart = { ...names, sites: new Map([...names.sites, site('b', { name: '西市场', unit: '市场局', area: '990100101001' })]) }
  expect(unitChances(exposure, apart, '市场局')?.township).toBeUndefined()
})

test('the map has the located sites, the likeliest above', () => {
  const { features } = layerOf(siteRows(exposure, names), names)
  expect(features.map((f) => f.properties?.['id'])).toEqual(['b', 'town', 'a'])
  expect(features.at(-1)?.properties?.['colour']).toBe(classOf(0.31).colour)
  expect(placeOf(names, 'a')).toEqual({ id: 'a', position: [123, 33] })
  expect(placeOf(names, 'c')).toBeUndefined()
})

test('of very many sites the map has the likeliest', () => {
  const many = Array.from({ length: mostPoints + 2 }, (_, i) => figure(`s${i}`, i / (mostPoints + 2)))
  const sites = new Map(many.map(({ id }) => site(id, { position: [123, 33] })))
  const { features } = layerOf(siteRows({ ...exposure, total: many.reverse(), never: [] }, { ...names, sites }), { ...names, sites })
  expect(features.length).toBe(mostPoints)
  expect(features[0]?.properties?.['id']).toBe('s2')
})
