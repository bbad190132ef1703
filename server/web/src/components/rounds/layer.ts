import type { Feature, FeatureCollection, Point } from 'geojson'

import type { Site } from '../../api/sites'

// The coverage meter on the map: sites in a colour for how often they were drawn, darker
// the more often, so that who sees no colours tells them apart.

export const timesClasses = [
  { name: 'never', from: 0, colour: '#f28a1c' },
  { name: 'once', from: 1, colour: '#8fb8de' },
  { name: 'twice', from: 2, colour: '#4a82c3' },
  { name: 'more', from: 3, colour: '#1d4f91' },
  { name: 'often', from: 6, colour: '#0b1f45' },
] as const

/** The class of a number of times. */
export const timesClass = (times: number): (typeof timesClasses)[number] => timesClasses.findLast((c) => times >= c.from) ?? timesClasses[0]

/** The fields of a line of CSV (RFC 4180). */
export function cells(line: string): string[] {
  const found: string[] = []
  const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/y
  for (let match = field.exec(line); match; match = field.exec(line)) {
    found.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
    if (field.lastIndex >= line.length) break
  }
  return found
}

// Columns of the table of coverage.
const [kindColumn, codeColumn, picksColumn] = [0, 1, 5]

/** How often each site was drawn, from the table of coverage, whose last kind of rows are the sites. */
export function timesOf(csv: string): Map<string, number> {
  const rows = csv.replace(/^\uFEFF/, '').split(/\r?\n/).filter(Boolean).slice(1).map(cells)
  const sites = rows.at(-1)?.[kindColumn]
  return new Map(rows.filter((r) => r[kindColumn] === sites).map((r) => [r[codeColumn] ?? '', Number(r[picksColumn]) || 0]))
}

/** The points that a map shows at most: with more a browser stands still. */
export const mostPoints = 20_000

/** The sites that have a position, what was drawn most above the others. */
export function layerOf(sites: readonly Site[], times: ReadonlyMap<string, number>): FeatureCollection {
  const placed = sites.flatMap(({ id, position }) => (position && times.has(id) ? [{ id, position, times: times.get(id) ?? 0 }] : []))
  placed.sort((a, b) => a.times - b.times)
  const features = placed.slice(-mostPoints).map((s): Feature<Point> => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: s.position }, properties: { id: s.id, colour: timesClass(s.times).colour },
  }))
  return { type: 'FeatureCollection', features }
}
