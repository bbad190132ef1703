import { expect, test } from 'vitest'

import type { AuditCount, Design } from '../../../api/designs'
import { offId, offLayer } from '../layer'
import { bar, best, farthest, plainZ, told } from './measures'

const count = (id: string, z: number | null, failed = false): AuditCount => ({ id, step: 's', pi: 0.1, picked: 1, z, failed })
const mean = (value: number): { mean: number; sd: number } => ({ mean: value, sd: 0 })
const design = (name: string, b: number, moran = 0, least: number | null = null): Design => ({
  design: name, voronoi: mean(b), local_balance: mean(b), evenness: mean(1 - b), moran: mean(moran), least_distance_m: least === null ? null : mean(least),
  townships: mean(5), townships_in_all: 20,
})

test('what is farthest off comes first, and what failed before all', () => {
  const counts = [count('a', 1), count('b', -3.2), count('never', null, true), count('c', 2), count('far', 2.5, true)]
  expect(farthest(counts).map((c) => c.id)).toEqual(['never', 'far', 'b', 'c', 'a'])
  expect([1.234, -2, 0, null].map(plainZ)).toEqual(['+1.23', '−2.00', '0.00', '∞'])
})

test('the best design is the most even, and none if it is not alone', () => {
  const designs = [design('simple', 0.33, 0.1, 200), design('balanced', 0.08, -0.2, 1500), design('map', 0.2, 0, 900)]
  for (const measure of ['voronoi', 'local_balance', 'evenness', 'moran', 'least_distance_m'] as const) expect(best(measure, designs), measure).toBe('balanced')
  expect(best('townships', designs)).toBeUndefined()
  expect(best('least_distance_m', [design('simple', 1)])).toBeUndefined()
})

test('bars begin at zero, and go both ways where a measure does', () => {
  const designs = [design('simple', 0.4, 0.1), design('balanced', 0.1, -0.5)]
  expect(bar('voronoi', designs[1]!, designs)).toEqual({ x: 0, width: 25 })
  expect(bar('evenness', designs[1]!, designs)).toEqual({ x: 0, width: 90 })
  expect(bar('townships', designs[0]!, designs)).toEqual({ x: 0, width: 25 })
  expect(bar('moran', designs[0]!, designs)).toEqual({ x: 50, width: 5 })
  expect(bar('moran', designs[1]!, designs)).toEqual({ x: 25, width: 25 })
  expect(bar('least_distance_m', designs[0]!, designs)).toEqual({ x: 0, width: 0 })
})

test('figures have their units', () => {
  expect(told('least_distance_m', design('a', 0, 0, 651.1))).toBe('651 m')
  expect(told('least_distance_m', design('a', 0, 0, 1234))).toBe('1.2 km')
  expect(told('least_distance_m', design('a', 0))).toBe('–')
  expect(told('moran', design('a', 0, -0.0487))).toBe('−0.049')
  expect(told('townships', design('a', 0))).toBe('5.0 / 20')
})

test('a place that only the map has is on the map once, by a name of its own', () => {
  const off = (id: string) => ({ id, name: '', category: 'SC', pi: 0.1, error: 0 })
  const step = (sites: string[]) => ({ step: 's', candidates: 5, share: 0.1, once: 0.1, once_error: 0, sites: sites.map(off) })
  const { features } = offLayer([step(['a', 'nowhere']), step(['a', 'b'])], new Map([['a', [123, 33]], ['b', [124, 34]], ['c', [125, 35]]]))
  expect(features.map((f) => f.properties?.['id'])).toEqual([offId('a'), offId('b')])
  expect(features[0]?.geometry).toMatchObject({ coordinates: [123, 33] })
})
