// Times and lengths of routes, for people: minutes and tenths of kilometres.

const minute = 60_000
const dayMinutes = 24 * 60

/** A time of day, milliseconds after midnight, whole minutes begun; one of the next day is marked. */
export function clock(ms: number): string {
  const minutes = Math.floor(ms / minute)
  const of = (n: number): string => String(n).padStart(2, '0')
  const at = minutes % dayMinutes
  return `${of(Math.floor(at / 60))}:${of(at % 60)}${minutes >= dayMinutes ? ' +1' : ''}`
}

/** Milliseconds as minutes, half up. */
export const minutes = (ms: number): number => Math.floor((ms + minute / 2) / minute)

/** Milliseconds as minutes, up: less would not do. */
export const minutesAtLeast = (ms: number): number => Math.ceil(ms / minute)

/** Millimetres as kilometres with one decimal, half up. */
export const kilometres = (mm: number): string => (Math.floor((mm + 50_000) / 100_000) / 10).toFixed(1)

/** A duration as "7:05". */
export const duration = (ms: number): string => `${Math.floor(minutes(ms) / 60)}:${String(minutes(ms) % 60).padStart(2, '0')}`
