import { expect, test } from 'vitest'

import type { Day, Itinerary, Stop, Visit } from '../../api/routes'
import { findVisit, offRoads, returnsOf, rowsOf, stopKey, titleOf } from './rows'
import { clock, duration, kilometres, minutes, minutesAtLeast } from './times'

const hour = 3_600_000
const visit = (id: string, from: number, to: number): Visit => ({ arrive_ms: from, begin_ms: from, leave_ms: to, wait_ms: 0, stop: { id } })
const totals = { visits: 0, service_ms: 0, travel_ms: 0, travel_mm: 0, wait_ms: 0 }
const leg = { ms: 60_000, mm: 1_000_000 }

const day: Day = {
  date: '2026-11-25', set_out_ms: 8 * hour, return_ms: 15 * hour, totals,
  breaks: [{ from_ms: 10 * hour, to_ms: 11 * hour }, { from_ms: 15 * hour, to_ms: 16 * hour }],
  visits: [visit('a', 9 * hour, 10 * hour), visit('b', 11 * hour, 12 * hour)],
  legs: [leg, leg, leg],
}

test('visits, breaks and the way home follow each other', () => {
  expect(rowsOf(day).map((r) => [r.kind, r.number, r.leg === leg])).toEqual([
    ['visit', 1, true],
    ['break', undefined, false],
    ['visit', 2, true],
    ['home', undefined, true],
    ['break', undefined, false],
  ])
  expect(rowsOf({ ...day, legs: [leg, leg], breaks: [] }).map((r) => r.kind)).toEqual(['visit', 'visit'])
  expect(day.breaks).toHaveLength(2)
})

test('a break that begins as a visit does comes after it', () => {
  const same = { ...day, breaks: [{ from_ms: 11 * hour, to_ms: 12 * hour }] }
  expect(rowsOf(same).map((r) => r.kind)).toEqual(['visit', 'visit', 'break', 'home'])
})

test('where the rest of a day was planned again stands before its leg', () => {
  const from: [number, number] = [0, 0]
  const again = { ...day, breaks: [], restarts: [{ after: 1, at_ms: 10 * hour, from }] }
  expect(rowsOf(again).map((r) => r.kind)).toEqual(['visit', 'restart', 'visit', 'home'])
  expect(rowsOf({ ...again, restarts: [{ after: 2, at_ms: 13 * hour, from }] }).map((r) => r.kind)).toEqual(['visit', 'visit', 'restart', 'home'])
})

test('a visit is found with its team, each visit of a site by itself', () => {
  const twice: Stop = { id: 'a', visit: 'peak' }
  const plan = {
    zone: '+08:00', origin: {} as Itinerary['origin'],
    teams: [{ name: '甲', start: { at: [0, 0] }, days: [day] }, { name: '乙', start: { at: [0, 0] }, days: [{ ...day, visits: [{ ...visit('a', 0, 1), stop: twice }], return_ms: 14 * hour }] }, { name: '丙', start: { at: [0, 0] } }],
  } as Itinerary
  expect(findVisit(plan, stopKey({ id: 'b' }))).toMatchObject({ team: { name: '甲' }, number: 2 })
  expect(findVisit(plan, stopKey(twice))).toMatchObject({ team: { name: '乙' }, number: 1 })
  expect(findVisit(plan, stopKey({ id: 'c' }))).toBeUndefined()
  expect(findVisit(plan, undefined)).toBeUndefined()
  expect(returnsOf(plan)).toEqual({ earliest: { team: '乙', date: day.date, ms: 14 * hour }, latest: { team: '甲', date: day.date, ms: 15 * hour } })
  expect(returnsOf({ ...plan, teams: [] })).toBeUndefined()
})

test('a stop is called by its stretch, its name or its id', () => {
  expect(titleOf({ id: 'a', name: 'b', stretch: 'c' })).toBe('c')
  expect(titleOf({ id: 'a', name: 'b' })).toBe('b')
  expect(titleOf({ id: 'a' })).toBe('a')
})

test('what is more than 300 m off the roads is said', () => {
  expect(offRoads({ ...leg, from_snap_mm: 300_000, to_snap_mm: 10 })).toBeUndefined()
  expect(offRoads({ ...leg, to_snap_mm: 300_600 })).toBe(301)
})

test('times and lengths are rounded as the printed sheets have them', () => {
  expect([0, 8.5 * hour, 24 * hour - 1, 25 * hour].map(clock)).toEqual(['00:00', '08:30', '23:59', '01:00 +1'])
  expect([29_999, 30_000, 90_000].map(minutes)).toEqual([0, 1, 2])
  expect([0, 1, 60_000, 60_001].map(minutesAtLeast)).toEqual([0, 1, 1, 2])
  expect([0, 49_999, 50_000, 1_000_000, 12_345_678].map(kilometres)).toEqual(['0.0', '0.0', '0.1', '1.0', '12.3'])
  expect(duration(7 * hour + 5 * 60_000)).toBe('7:05')
})
