import type { Round } from '../../api/drills'

// Rounds on the sheets of a calendar: weeks begin with Monday, days are those of the
// reader's own clock, as all times on these pages are.

/** A day of a sheet; one of another month fills its week up. */
export interface Day {
  date: string // 2006-01-02
  inside: boolean
  rounds: Round[]
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The day of a time, as the reader's clock has it. */
export function dayOf(stamp: string | Date): string {
  const t = new Date(stamp)
  return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`
}

/** The time of day, in the same way. */
export function clockOf(stamp: string): string {
  const t = new Date(stamp)
  return `${two(t.getHours())}:${two(t.getMinutes())}`
}

export const monthOf = (stamp: string | Date): string => dayOf(stamp).slice(0, 7)

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
export function sheet(month: string, rounds: readonly Round[]): Day[][] {
  const on = new Map<string, Round[]>()
  for (const round of rounds) {
    const day = dayOf(round.due)
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
export function firstMonth(rounds: readonly Round[], now: Date): string {
  const coming = rounds.filter((r) => r.state === 'planned' || r.state === 'sealed').map((r) => r.due)
  const next = coming.filter((due) => Date.parse(due) >= now.getTime()).sort()[0]
  const last = rounds.map((r) => r.due).sort().at(-1)
  return monthOf(next ?? last ?? now)
}
