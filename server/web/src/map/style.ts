import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

import type { Box } from '../api/sites'

// The style of a register's tiles, as the server writes it. Its metadata say which
// categories are on the map and where the sites lie.

/** A category as the map draws it; count: its located sites. */
export interface Drawn {
  code: string
  colour: string
  count: number
}

export interface MapStyle extends StyleSpecification {
  metadata: { 'sitedraw:categories': Drawn[]; 'sitedraw:bounds'?: Box }
}

/** Where the sites of a style lie; undefined if it has none. */
export function boundsOf(style: MapStyle): Box | undefined {
  return style.metadata['sitedraw:bounds']
}

/** Layers of tiles that show sites, each with its category. */
export const siteLayers: readonly unknown[] = ['sites', 'shapes']

type Expression = readonly unknown[]

/** The value with a cluster's size, wherever it asks for that, replaced. */
function resized(value: unknown, size: Expression): unknown {
  if (Array.isArray(value)) {
    return value[0] === 'get' && value[1] === 'point_count' ? size : value.map((part) => resized(part, size))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resized(part, size)]))
}

/** The style without some categories. Tiles say of each cluster how many of a category it has, so that those left are counted. */
export function without(style: MapStyle, hidden: readonly string[]): MapStyle {
  if (!hidden.length) return style
  const size: Expression = ['-', ['get', 'point_count'], ['+', 0, ...hidden.map((code) => ['coalesce', ['get', `n_${code}`], 0])]]
  const shown: Expression = ['!', ['in', ['get', 'category'], ['literal', hidden]]]
  const left: Expression = ['case', ['has', 'clustered'], ['>', size, 0], shown]
  const layers = style.layers.map((layer) => {
    if (!('source-layer' in layer) || !siteLayers.includes(layer['source-layer'])) return layer
    const { filter = true, layout = {}, paint = {} } = layer
    return { ...layer, filter: ['all', filter, left], layout: resized(layout, size), paint: resized(paint, size) } as unknown as LayerSpecification
  })
  return { ...style, layers }
}
