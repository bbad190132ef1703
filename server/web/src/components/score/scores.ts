import type { BundleScores, CategoryScores, Estimate, Estimated } from '../../api/score'

// Scores as a person reads them.

/** Points with one decimal. */
export const points = (value: number): string => value.toFixed(1)

/** A score from 0 to 1 in per cent. */
export const percentOf = (score: number): string => `${(100 * score).toFixed(1)} %`

/** The interval of a score, empty without one. */
export const interval = ({ low, high }: Estimated): string => (low === null || high === null ? '' : `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`)

/** What has to be known of a figure. */
export type Remark = 'filled' | 'empty' | 'borrowed' | 'not-estimable' | 'skewed' | 'rounds' | 'census' | 'missing'

export function remarksOf(of: BundleScores | CategoryScores): Remark[] {
  const list: Remark[] = []
  const h = of.hajek
  if (!h) list.push('filled' in of && of.filled ? 'filled' : 'empty')
  else if (h.basis !== 'design') list.push(h.basis)
  else if (h.low === h.high && h.low !== null && 'sites' in of && of.results >= of.sites) list.push('census')
  if (of.missing > 0 && of.results > 0) list.push('missing')
  return list
}

/** The names of the categories that have a remark. */
export const namedWith = (of: Estimate, remark: Remark): string[] => of.categories.filter((c) => remarksOf(c).includes(remark)).map((c) => c.name || c.code)
