import { expect, test } from 'vitest'

import { daysOf, everyOf, lackOf, newForm, orderOf, type DrillForm } from './order'

const form = (more: Partial<DrillForm> = {}): DrillForm => ({ ...newForm(new Date(2026, 10, 23)), name: 'friday', register: 'demo', plan: 'county', ...more })

test('a new form begins with the next Friday', () => {
  expect(newForm(new Date(2026, 10, 23)).start).toBe('2026-11-27T09:00')
  expect(newForm(new Date(2026, 10, 27)).start).toBe('2026-12-04T09:00') // today may be too late
  expect(newForm(new Date(2026, 10, 28)).start).toBe('2026-12-04T09:00')
  expect(newForm(new Date(2026, 10, 23)).until).toBe('2026-12-18')
})

test('calendars are sent in the words of the server', () => {
  expect(everyOf(form({ on: ['thu', 'mon'] }))).toBe('mon,thu')
  expect(everyOf(form({ calendar: 'days', days: 15 }))).toBe('15d')
  expect(everyOf(form({ calendar: 'daily' }))).toBe('daily')
  expect(everyOf(form({ calendar: 'dates', dates: '2026-12-01、2026-12-09T19:30\n' }))).toBe('2026-12-01,2026-12-09T19:30')
  expect(everyOf(form({ calendar: 'rule', rule: ' FREQ=WEEKLY;COUNT=3 ' }))).toBe('FREQ=WEEKLY;COUNT=3')
  expect(daysOf(' 2026-10-01, 2026-10-02；2026-10-03')).toEqual(['2026-10-01', '2026-10-02', '2026-10-03'])
})

test('what is lacking is told in the order of the form', () => {
  expect(lackOf(form())).toBeUndefined()
  expect(lackOf(form({ name: ' ' }))).toBe('name')
  expect(lackOf(form({ on: [] }))).toBe('every')
  expect(lackOf(form({ start: '' }))).toBe('start')
  expect(lackOf(form({ until: '' }))).toBe('until')
  expect(lackOf(form({ until: '', calendar: 'dates', dates: '2026-12-01' }))).toBeUndefined()
  expect(lackOf(form({ until: '', calendar: 'rule', rule: 'FREQ=DAILY;COUNT=3' }))).toBeUndefined()
  expect(lackOf(form({ until: '', calendar: 'rule', rule: 'FREQ=DAILY' }))).toBe('until')
})

test('only what matters for the choice is sent', () => {
  expect(orderOf(form({ seed: ' 种子 ', source: 'other', reach: 'unit', leader: 'x' }))).toEqual({
    name: 'friday', register: 'demo', plan: 'county', every: 'fri', start: '2026-11-27T09:00', until: '2026-12-18', mode: 'faithful', seeds: 'practice', seed: '种子',
  })
  const sealed = orderOf(form({ seeds: 'sealed', seed: 'x', lead: 1.5, mode: 'cover', reach: 'area', release: 480, skip: '2026-12-04', teams: true, most: 3, leader: '组长', way: 'cross' }))
  expect(sealed).toMatchObject({
    seeds: 'sealed', lead_minutes: 90, mode: 'cover', reach: 'area', release_minutes: 480, skip: ['2026-12-04'], teams: { size: 2, most: 3, lead: '组长', way: 'cross' },
  })
  expect(sealed).not.toHaveProperty('seed')
  expect(orderOf(form({ mode: 'again', source: 'other', below: 80 }))).toMatchObject({ source: 'other', below: 80 })
})
