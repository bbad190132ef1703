import { expect, test } from 'vitest'

import type { ScoredRound } from '../../api/findings'
import { box, chartOf, niceStep } from './chart'

const scored = (round: number, day: string, value: number, ends?: [number, number]): ScoredRound => ({
  round, due: `2026-${day}T01:00:00Z`, draw: round, results: 100, missing: 0, conflicts: 0,
  field: { value, low: ends?.[0] ?? null, high: ends?.[1] ?? null, df: 12, basis: ends ? 'design' : 'plain' },
})

test('steps of a scale are 1, 2 or 5 times a power of ten', () => {
  for (const [least, step] of [[0.3, 0.5], [1, 1], [1.01, 2], [4, 5], [6, 10], [12, 20], [0.2, 0.2]] as const) expect(niceStep(least), String(least)).toBe(step)
})

test('more points lie higher, later rounds to the right, in proportion to time', () => {
  const chart = chartOf([scored(1, '11-06', 28, [26, 30]), scored(2, '11-13', 30, [28.5, 31.5]), scored(3, '11-27', 29, [27, 31])], 40)
  const [a, b, c] = chart?.dots ?? []
  expect(chart?.line.startsWith(`M${a?.x} ${a?.y}L`)).toBe(true)
  expect(b!.y).toBeLessThan(a!.y)
  expect((c!.x - b!.x) / (b!.x - a!.x)).toBeCloseTo(2, 1)
  for (const dot of chart?.dots ?? []) {
    expect(dot.high!).toBeLessThan(dot.y)
    expect(dot.low!).toBeGreaterThan(dot.y)
    expect(dot.x).toBeGreaterThan(box.left)
    expect(dot.x).toBeLessThan(box.width - box.right)
  }
  const ticks = chart?.ticks.map((t) => t.value) ?? []
  expect(Math.min(...ticks)).toBeLessThanOrEqual(26)
  expect(Math.max(...ticks)).toBeGreaterThanOrEqual(31.5)
})

test('what is no estimate has no interval, and what was not found no place', () => {
  const chart = chartOf([scored(1, '11-06', 40), { ...scored(2, '11-13', 0), field: null }], 40, 28.87)
  expect(chart?.dots.length).toBe(1)
  expect(chart?.dots[0]).not.toHaveProperty('low')
  expect(chart?.dots[0]?.y).toBeGreaterThanOrEqual(box.top)
  expect(chart?.lastYear).toBeGreaterThan(chart?.dots[0]?.y ?? 0)
  expect(chartOf([{ ...scored(2, '11-13', 0), field: null }], 40)).toBeUndefined()
})

test('an interval beyond the scale ends with it', () => {
  const chart = chartOf([scored(1, '11-06', 39.5, [38, 41.2])], 40)
  expect(chart?.dots[0]?.high).toBe(box.top)
  expect(chart?.ticks.at(-1)?.value).toBe(40)
})

test('of many rounds a few dates are written', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ ...scored(i + 1, '01-01', 30), due: new Date(Date.UTC(2026, 0, 1 + 7 * i)).toISOString() }))
  expect(chartOf(many, 40)?.marks.length).toBeLessThanOrEqual(6)
})
