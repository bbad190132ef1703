import { expect, test } from 'vitest'

import type { Round } from '../../api/drills'
import { clockOf, dayOf, firstMonth, plainRule, sheet, shifted } from './calendar'

const countyZone = 'Asia/Shanghai'
const round = (n: number, due: Date, more: Partial<Round> = {}): Round => ({
  drill: 'friday', round: n, due: due.toISOString(), release: due.toISOString(), state: 'planned', late: false, withdrawn: false, mode: 'faithful', teams: 0, results: 0, ...more,
})

test('a sheet has whole weeks from Monday on, and each day of the month once', () => {
  for (const [month, weeks, days] of [['2026-11', 6, 30], ['2027-02', 4, 28], ['2024-02', 5, 29], ['2026-12', 5, 31]] as const) {
    const all = sheet(month, [], countyZone)
    expect(all.length, month).toBe(weeks)
    expect(all.every((week) => week.length === 7)).toBe(true)
    expect(all.flat().filter((d) => d.inside).length, month).toBe(days)
    for (const week of all) expect(new Date(`${week[0]?.date}T00:00:00Z`).getUTCDay()).toBe(1)
    const dates = all.flat().map((d) => d.date)
    expect(dates).toEqual([...new Set(dates)].sort())
  }
})

test('rounds stand on the day of their zone wherever the reader is, in the order of their times', () => {
  const late = round(2, new Date('2026-11-27T23:59+08:00'))
  const early = round(1, new Date('2026-11-27T00:00+08:00'))
  const next = round(3, new Date('2026-12-04T09:30+08:00'))
  const days = sheet('2026-11', [late, early, next], countyZone).flat().filter((d) => d.rounds.length)
  expect(days.map((d) => [d.date, d.inside, d.rounds.map((r) => r.round)])).toEqual([
    ['2026-11-27', true, [1, 2]],
    ['2026-12-04', false, [3]],
  ])
  expect(dayOf(late.due, countyZone)).toBe('2026-11-27')
  expect(clockOf(next.due, countyZone)).toBe('09:30')
  expect([dayOf(early.due, 'UTC'), clockOf(early.due, 'UTC')]).toEqual(['2026-11-26', '16:00'])
})

test('months go on over the end of a year, both ways', () => {
  expect(shifted('2026-12', 1)).toBe('2027-01')
  expect(shifted('2026-01', -1)).toBe('2025-12')
  expect(shifted('2026-05', 14)).toBe('2027-07')
})

test('the first month is that of the next round, or of the last', () => {
  const rounds = [round(1, new Date(2026, 9, 30), { state: 'made' }), round(2, new Date(2026, 10, 6), { state: 'skipped' }), round(3, new Date(2027, 0, 8))]
  expect(firstMonth(rounds, new Date(2026, 10, 1), countyZone)).toBe('2027-01')
  expect(firstMonth(rounds.slice(0, 2), new Date(2026, 10, 1), countyZone)).toBe('2026-11')
  expect(firstMonth([], new Date(2026, 10, 23), countyZone)).toBe('2026-11')
})

test('a plain rule can be said in words, another one cannot', () => {
  expect(plainRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=14')).toEqual({ every: 'weeks', count: 2, on: ['mo', 'fr'] })
  expect(plainRule('FREQ=DAILY')).toEqual({ every: 'days', count: 1, on: [] })
  for (const rule of ['FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=WEEKLY;BYDAY=FR;BYHOUR=9', 'FREQ=DAILY;INTERVAL=x', 'FREQ=WEEKLY;BYDAY=1FR']) expect(plainRule(rule), rule).toBeUndefined()
})
