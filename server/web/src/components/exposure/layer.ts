import type { Feature, FeatureCollection, Point } from 'geojson'

import type { OffStep } from '../../api/designs'
import type { Position } from '../../api/types'
import type { Place } from '../../map/overlay'
import { classOf, type Names, type Row } from './figures'

/** The points that a map shows at most: with more a browser stands still, and nobody could tell them apart. */
export const mostPoints = 20_000

/** The sites that have a position, in the colours of their chances, the likeliest above the others; of very many the likeliest. */
export function layerOf(rows: readonly Row[], names: Names): FeatureCollection {
  const placed = rows.flatMap((row) => {
    const position = names.sites.get(row.key)?.position
    return position ? [{ row, position }] : []
  })
  placed.sort((a, b) => (a.row.once ?? 0) - (b.row.once ?? 0))
  const features = placed.slice(-mostPoints).map(({ row, position }): Feature<Point> => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties: { id: row.key, colour: classOf(row.once).colour },
  }))
  return { type: 'FeatureCollection', features }
}

/** Where a site is; undefined if it has no position. */
export function placeOf(names: Names, id: string | undefined): Place | undefined {
  const position = names.sites.get(id ?? '')?.position
  return id && position ? { id, position } : undefined
}

/** What a place of another register is called on the map, whose own sites may have the same id. */
export const offId = (id: string): string => `off:${id}`

/** What the map shows and the register lacks: marked by a cross, since its colour is not that of a chance. */
export function offLayer(steps: readonly OffStep[], positions: ReadonlyMap<string, Position>): FeatureCollection {
  const ids = new Set(steps.flatMap((s) => s.sites.map((o) => o.id)))
  const features = [...ids].flatMap((id): Feature<Point>[] => {
    const position = positions.get(id)
    return position ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties: { id: offId(id), colour: offColour, label: '+' } }] : []
  })
  return { type: 'FeatureCollection', features }
}

export const offColour = '#0a7d6c'
