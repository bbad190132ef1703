import type { AuditCount, Design, Measure } from '../../../api/designs'

// Figures of an audit and of a comparison as a person reads them.

const off = ({ z }: AuditCount): number => (z === null ? Infinity : Math.abs(z))

/** Counts, the farthest from what is expected first; what should never be picked before all. */
export const farthest = (counts: readonly AuditCount[]): AuditCount[] => [...counts].sort((a, b) => Number(b.failed) - Number(a.failed) || (off(b) === off(a) ? 0 : off(b) - off(a)))

/** A z with its sign; null, if a site was picked that cannot be, is infinite. */
export const plainZ = (z: number | null): string => (z === null ? '∞' : `${z > 0 ? '+' : z < 0 ? '−' : ''}${Math.abs(z).toFixed(2)}`)

/** A measure of a design in words. */
export function told(measure: Measure, design: Design): string {
  const of = design[measure]
  if (!of) return '–'
  if (measure === 'townships') return `${of.mean.toFixed(1)} / ${design.townships_in_all}`
  if (measure === 'least_distance_m') return of.mean >= 1000 ? `${(of.mean / 1000).toFixed(1)} km` : `${Math.round(of.mean)} m`
  return of.mean.toFixed(3).replace('-', '−')
}

/** Where the bar of a design begins and how long it is, in per cent: from 0 on, to both sides for what may be negative. */
export function bar(measure: Measure, design: Design, beside: readonly Design[]): { x: number; width: number } {
  const value = design[measure]?.mean ?? 0
  if (measure === 'moran') return { x: 50 + 50 * Math.min(value, 0), width: 50 * Math.abs(value) }
  const most = { evenness: 1, townships: design.townships_in_all }[measure as string] ?? Math.max(...beside.map((d) => d[measure]?.mean ?? 0))
  return { x: 0, width: most > 0 ? Math.min(100, (100 * value) / most) : 0 }
}

const more: ReadonlySet<Measure> = new Set(['evenness', 'least_distance_m', 'townships']) // of which is better

/** The design that is best by a measure; undefined if none is better than all others. */
export function best(measure: Measure, designs: readonly Design[]): string | undefined {
  const goodness = (d: Design): number => (more.has(measure) ? 1 : -1) * (d[measure]?.mean ?? NaN)
  const [first, second] = designs.filter((d) => d[measure]).sort((a, b) => goodness(b) - goodness(a))
  return first && (!second || goodness(first) > goodness(second)) ? first.design : undefined
}
