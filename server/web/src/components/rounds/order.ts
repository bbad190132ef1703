import type { DrillOrder, Mode } from '../../api/drills'

// The form of a drill, and what is sent of it: nothing that does not matter for what was chosen.

export const calendars = ['weekly', 'days', 'daily', 'dates', 'rule'] as const
export type CalendarKind = (typeof calendars)[number]
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const reaches = ['', 'area', 'place', 'unit'] as const

export interface DrillForm {
  name: string
  title: string
  register: string
  plan: string
  calendar: CalendarKind
  on: string[] // days of the week
  days: number
  dates: string
  rule: string
  start: string // as datetime-local has it
  until: string
  skip: string
  mode: Mode
  reach: string
  source: string // drill whose results count; empty: this one
  below: number
  seeds: 'sealed' | 'practice'
  seed: string
  lead: number // hours
  release: number // minutes
  teams: boolean
  size: number
  most: number
  leader: string // qualification
  way: 'lot' | 'cross'
}

const two = (n: number): string => String(n).padStart(2, '0')

/** A form to begin with: Fridays at nine for four weeks, as practice. */
export function newForm(now: Date): DrillForm {
  const friday = new Date(now.getFullYear(), now.getMonth(), now.getDate() + ((12 - now.getDay()) % 7 || 7), 9)
  const day = (t: Date): string => `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`
  const last = new Date(friday.getFullYear(), friday.getMonth(), friday.getDate() + 21)
  return {
    name: '', title: '', register: '', plan: '', calendar: 'weekly', on: ['fri'], days: 15, dates: '', rule: '', start: `${day(friday)}T09:00`, until: day(last), skip: '',
    mode: 'faithful', reach: '', source: '', below: 100, seeds: 'practice', seed: '', lead: 24, release: 0, teams: false, size: 2, most: 0, leader: '', way: 'lot',
  }
}

/** The days of a text, whatever stands between them. */
export const daysOf = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean)

/** When rounds are held, in the words that the server reads. */
export function everyOf(form: DrillForm): string {
  switch (form.calendar) {
    case 'weekly': return weekdays.filter((d) => form.on.includes(d)).join(',')
    case 'days': return `${form.days}d`
    case 'daily': return 'daily'
    case 'dates': return daysOf(form.dates).join(',')
    case 'rule': return form.rule.trim()
  }
}

/** Whether a rule says by itself when it ends. */
const ends = (rule: string): boolean => /(?:^|[;:])\s*(?:COUNT|UNTIL)=/i.test(rule)

/** What the form still lacks, so that nobody has to ask the server for it. */
export function lackOf(form: DrillForm): 'name' | 'register' | 'plan' | 'every' | 'start' | 'until' | undefined {
  for (const of of ['name', 'register', 'plan'] as const) if (!form[of].trim()) return of
  if (!everyOf(form)) return 'every'
  if (!form.start) return 'start'
  return needsEnd(form) && !form.until ? 'until' : undefined
}

/** Whether the calendar goes on for ever unless somebody says until when. */
export const needsEnd = (form: DrillForm): boolean => form.calendar !== 'dates' && !(form.calendar === 'rule' && ends(form.rule))

/** What is sent. */
export function orderOf(form: DrillForm): DrillOrder {
  const title = form.title.trim()
  const skip = daysOf(form.skip)
  const lead = form.leader.trim()
  return {
    name: form.name.trim(), ...(title && { title }), register: form.register, plan: form.plan,
    every: everyOf(form), start: form.start.slice(0, 16), ...(needsEnd(form) && { until: form.until }), ...(skip.length > 0 && { skip }),
    mode: form.mode,
    ...(form.mode === 'cover' && form.reach && { reach: form.reach }),
    ...((form.mode === 'again' || form.mode === 'weighted') && form.source && { source: form.source }),
    ...(form.mode === 'again' && form.below !== 100 && { below: form.below }),
    seeds: form.seeds,
    ...(form.seeds === 'practice' ? form.seed.trim() && { seed: form.seed.trim() } : { lead_minutes: Math.round(60 * form.lead) }),
    ...(form.release > 0 && { release_minutes: Math.round(form.release) }),
    ...(form.teams && { teams: { size: form.size, ...(form.most > 0 && { most: form.most }), ...(lead && { lead }), way: form.way } }),
  }
}
