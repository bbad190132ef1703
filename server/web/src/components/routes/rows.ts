import type { Day, Itinerary, Leg, Restart, Span, Stop, Team, Visit } from '../../api/routes'

// A team's day as a table: visits, breaks, new beginnings and the way home as they follow each other.

export interface Row {
  kind: 'visit' | 'break' | 'home' | 'restart'
  key: string
  leg?: Leg
  visit?: Visit
  number?: number // of the visit, from 1
  rest?: Span
  restart?: Restart
}

/** The rows of a day; a break that begins as a visit does comes after it, and one at home last. */
export function rowsOf(day: Day): Row[] {
  const rows: Row[] = []
  const rests = [...(day.breaks ?? [])]
  const visits = day.visits ?? []
  const restBefore = (ms: number): void => {
    while (rests[0] && rests[0].from_ms < ms) {
      const rest = rests.shift() as Span
      rows.push({ kind: 'break', key: `break${rest.from_ms}`, rest })
    }
  }
  const restartAt = (after: number): void => {
    const restart = day.restarts?.find((r) => r.after === after)
    if (restart) rows.push({ kind: 'restart', key: `restart${after}`, restart })
  }
  for (const [i, visit] of visits.entries()) {
    restartAt(i)
    restBefore(visit.begin_ms)
    const leg = day.legs?.[i]
    rows.push({ kind: 'visit', key: stopKey(visit.stop), visit, number: i + 1, ...(leg && { leg }) })
  }
  restartAt(visits.length)
  restBefore(day.return_ms)
  const home = day.legs?.[visits.length]
  if (home) rows.push({ kind: 'home', key: 'home', leg: home })
  restBefore(Infinity)
  return rows
}

/** A stop's key in its plan: a site may have several visits. */
export const stopKey = (stop: Stop): string => JSON.stringify([stop.id, stop.visit ?? ''])

export const titleOf = (stop: Stop): string => stop.stretch || stop.name || stop.id

/** Where a stop is visited. */
export interface Found {
  team: Team
  day: Day
  visit: Visit
  number: number
}

/** The visit with a key; undefined if no team has it. */
export function findVisit(plan: Itinerary, key: string | undefined): Found | undefined {
  for (const team of plan.teams ?? []) {
    for (const day of team.days ?? []) {
      const at = (day.visits ?? []).findIndex((v) => stopKey(v.stop) === key)
      const visit = day.visits?.[at]
      if (visit) return { team, day, visit, number: at + 1 }
    }
  }
  return undefined
}

const far = 300_000 // millimetres off the roads, as sampler/itinerary has it

/** How far off the roads a leg's farther end lies, in metres; undefined if it is near. */
export function offRoads(leg: Leg): number | undefined {
  const off = Math.max(leg.from_snap_mm ?? 0, leg.to_snap_mm ?? 0)
  return off > far ? Math.round(off / 1000) : undefined
}

/** The earliest and the latest return of all days, with their teams. */
export interface Returns {
  earliest: { team: string; date: string; ms: number }
  latest: { team: string; date: string; ms: number }
}

export function returnsOf(plan: Itinerary): Returns | undefined {
  const all = (plan.teams ?? []).flatMap((t) => (t.days ?? []).map((d) => ({ team: t.name, date: d.date, ms: d.return_ms })))
  const [first] = all
  if (!first) return undefined
  return all.reduce<Returns>(
    (so, r) => ({ earliest: r.ms < so.earliest.ms ? r : so.earliest, latest: r.ms > so.latest.ms ? r : so.latest }),
    { earliest: first, latest: first },
  )
}
