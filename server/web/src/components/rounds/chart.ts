import type { Field, ScoredRound } from '../../api/findings'

// The geometry of scores over time: a line of rounds with their intervals.

export interface Box {
  width: number
  height: number
  left: number // of what is drawn
  right: number
  top: number
  bottom: number
}

export const box: Box = { width: 720, height: 260, left: 46, right: 14, top: 18, bottom: 28 }

export interface Dot {
  round: number
  due: string
  field: Field
  x: number
  y: number
  low?: number // where the interval ends, in the same measure as y
  high?: number
}

export interface Chart {
  dots: Dot[]
  line: string // a path
  ticks: { value: number; y: number }[]
  marks: { due: string; x: number }[] // at most six dates
  lastYear?: number // where that score is
}

/** The next of 1, 2, 5, 10, 20 … that is not less. */
export function niceStep(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= least - 1e-9) ?? 10 * ten
}

const rounded = (n: number): number => Math.round(10 * n) / 10

/** Lays out the rounds that have a score; none without any. */
export function chartOf(rounds: readonly ScoredRound[], of: number, lastYear?: number): Chart | undefined {
  const scored = rounds.flatMap((r) => (r.field ? [{ ...r, field: r.field }] : []))
  if (!scored.length) return undefined
  const values = scored.flatMap(({ field }) => [field.value, field.low ?? field.value, field.high ?? field.value])
  if (lastYear !== undefined) values.push(lastYear)
  const step = niceStep(Math.max(Math.max(...values) - Math.min(...values), of / 20) / 5)
  const from = Math.max(0, Math.floor(Math.min(...values) / step - 1e-9) * step)
  const to = Math.max(Math.min(of, Math.ceil(Math.max(...values) / step + 1e-9) * step), from + step)
  const yOf = (value: number): number => {
    const share = (Math.min(Math.max(value, from), to) - from) / (to - from) // an interval may leave the scale of points
    return rounded(box.height - box.bottom - share * (box.height - box.top - box.bottom))
  }
  const times = scored.map((r) => Date.parse(r.due))
  const [begin, end] = [Math.min(...times), Math.max(...times)]
  const wide = box.width - box.left - box.right
  const xOf = (time: number): number => rounded(box.left + (end > begin ? (wide * (0.03 + (0.94 * (time - begin)) / (end - begin))) : wide / 2))
  const dots = scored.map(({ round, due, field }): Dot => ({
    round, due, field, x: xOf(Date.parse(due)), y: yOf(field.value),
    ...(field.low !== null && { low: yOf(field.low) }), ...(field.high !== null && { high: yOf(field.high) }),
  }))
  const every = Math.ceil(dots.length / 6)
  return {
    dots,
    line: dots.map((d, i) => `${i ? 'L' : 'M'}${d.x} ${d.y}`).join(''),
    ticks: Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step).map((value) => ({ value: Number(value.toFixed(2)), y: yOf(value) })),
    marks: dots.filter((_, i) => i % every === 0).map(({ due, x }) => ({ due, x })),
    ...(lastYear !== undefined && { lastYear: yOf(lastYear) }),
  }
}
