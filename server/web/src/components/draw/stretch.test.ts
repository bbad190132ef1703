import type { LineString } from 'geojson'
import { expect, test } from 'vitest'

import { middle, walked } from './stretch'

// Sides of 1 km, 2 km and 1 km, along a meridian.
const degree = 111_195_080 // of a great circle, in millimetres
const lats = [0, 1, 3, 4].map((km) => (km * 1e6) / degree)
const road: LineString = { type: 'LineString', coordinates: lats.map((lat) => [123, lat]) }

const kilometres = (from_mm: number, to_mm: number): number[] =>
  (walked(road, { from_mm, to_mm }) as LineString).coordinates.map(([, lat = 0]) => Math.round(lat * degree) / 1e6)

test('a stretch is cut out of its road', () => {
  expect(kilometres(500_000, 800_000)).toEqual([0.5, 0.8])
  expect(kilometres(500_000, 3_500_000)).toEqual([0.5, 1, 3, 3.5])
  expect(kilometres(0, 4_000_000)).toEqual([0, 1, 3, 4])
  expect(kilometres(3_900_000, 4_100_000)).toEqual([3.9, 4])
})

test('its middle lies on the road', () => {
  expect(Math.round((middle(road, { from_mm: 500_000, to_mm: 1_900_000 })?.[1] ?? 0) * degree) / 1e6).toBe(1.2)
  expect(middle(road, { from_mm: 9_000_000, to_mm: 9_500_000 })).toBeUndefined()
  expect(middle(road, undefined)).toBeUndefined()
})

test('what has no stretch, or none that it reaches, stays whole', () => {
  const point = { type: 'Point' as const, coordinates: [123, 33] }
  expect(walked(point, { from_mm: 0, to_mm: 5 })).toBe(point)
  expect(walked(road, undefined)).toBe(road)
  expect(walked(road, { from_mm: 9_000_000, to_mm: 9_500_000 })).toBe(road)
})
