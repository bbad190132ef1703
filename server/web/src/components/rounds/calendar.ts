import type { Round } from '../../api/drills'

// Rounds on the sheets of a calendar: weeks begin with Monday. Days and times are those
// of the drill's zone wherever the reader is, for a Friday round is held on Friday there.

/** A day of a sheet; one of another month fills its week up. */
export interface Day {
  date: string // 2006-01-02
  inside: boolean
  rounds: Round[]
}

const two = (n: number): string => String(n).padStart(2, '0')
const clocks = new Map<string, Intl.DateTimeFormat>() // by zone: making one takes longer than using it

/** A time as the clock of a zone has it: 2006-01-02 15:04; without a zone by the reader's. */
function written(stamp: string | Date, zone = ''): string {
  const known = clocks.get(zone)
  const clock = known ?? new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', ...(zone && { timeZone: zone }) })
  if (!known) clocks.set(zone, clock)
  return clock.format(new Date(stamp))
}

/** The day of a time. */
export const dayOf = (stamp: string | Date, zone: string): string => written(stamp, zone).slice(0, 10)

/** The time of day. */
export const clockOf = (stamp: string, zone: string): string => written(stamp, zone).slice(-5)

export const monthOf = (stamp: string | Date, zone: string): string => dayOf(stamp, zone).slice(0, 7)

/** What a plain weekly or daily rule says; undefined of any other, which stands for itself. */
export function plainRule(rule: string): { every: 'weeks' | 'days'; count: number; on: string[] } | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string | undefined]))
  const every = { WEEKLY: 'weeks', DAILY: 'days' }[parts.get('FREQ') ?? ''] as 'weeks' | 'days' | undefined
  const on = (parts.get('BYDAY') ?? '').toLowerCase().split(',').filter(Boolean)
  const count = Number(parts.get('INTERVAL') ?? 1)
  const known = [...parts.keys()].every((k) => ['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST'].includes(k))
  if (!every || !known || !(count >= 1) || on.some((d) => !/^(mo|tu|we|th|fr|sa|su)$/.test(d))) return undefined
  return { every, count, on }
}

/** Whether the reader's own clock shows something else. */
export const isElsewhere = (zone: string, now: Date): boolean => written(now, zone) !== written(now)

// Days are counted in UTC, which has no hours that are skipped or come twice.
const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`)
const dayLength = 24 * 60 * 60 * 1000
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The month so many after one. */
export function shifted(month: string, by: number): string {
  const [year = 0, of = 1] = month.split('-').map(Number)
  const all = 12 * year + of - 1 + by
  return `${Math.floor(all / 12)}-${two((all % 12) + 1)}`
}

/** The weeks of a month, with the rounds of each day in the order of their times. */
export function sheet(month: string, rounds: readonly Round[], zone: string): Day[][] {
  const on = new Map<string, Round[]>()
  for (const round of rounds) {
    const day = dayOf(round.due, zone)
    on.set(day, [...(on.get(day) ?? []), round])
  }
  for (const list of on.values()) list.sort((a, b) => Date.parse(a.due) - Date.parse(b.due) || a.drill.localeCompare(b.drill))
  const first = utc(`${month}-01`)
  const end = utc(`${shifted(month, 1)}-01`)
  const weekday = (new Date(first).getUTCDay() + 6) % 7 // 0: Monday
  const weeks: Day[][] = []
  for (let monday = first - weekday * dayLength; monday < end; monday += 7 * dayLength) {
    weeks.push(
      Array.from({ length: 7 }, (_, i) => {
        const date = dateOf(monday + i * dayLength)
        return { date, inside: date.startsWith(month), rounds: on.get(date) ?? [] }
      }),
    )
  }
  return weeks
}

/** The month to begin with: that of the next round that is to be held, otherwise of the last one. */
export function firstMonth(rounds: readonly Round[], now: Date, zone: string): string {
  const coming = rounds.filter((r) => r.state === 'planned' || r.state === 'sealed').map((r) => r.due)
  const next = coming.filter((due) => Date.parse(due) >= now.getTime()).sort()[0]
  const last = rounds.map((r) => r.due).sort().at(-1)
  return monthOf(next ?? last ?? now, zone)
}
