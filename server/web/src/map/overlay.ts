import type { Feature, FeatureCollection, Point, Position } from 'geojson'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

import type { Box } from '../api/sites'
import { without, type MapStyle } from './style'

// What a page draws above the register: features of its own, and the place that was chosen.

/** A place on the map; its id is what pick told, or any. */
export interface Place {
  id: string
  position: [number, number]
}

// The names of sources here, which no style of a register has.
export const overlay = 'page-features'
const ring = 'page-place'

const colour = ['coalesce', ['get', 'colour'], '#c2410c'] as const

/** The layers above the register's own. */
const overlayLayers = [
  {
    id: `${overlay}-fill`,
    type: 'fill',
    source: overlay,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': colour, 'fill-opacity': 0.2 },
  },
  {
    id: `${overlay}-line`,
    type: 'line',
    source: overlay,
    filter: ['all', ['!=', ['geometry-type'], 'Point'], ['!', ['has', 'dashed']]],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': ['case', ['has', 'thick'], 7, 3] },
  },
  {
    id: `${overlay}-dashed`,
    type: 'line',
    source: overlay,
    filter: ['all', ['!=', ['geometry-type'], 'Point'], ['has', 'dashed']],
    paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [3, 2] },
  },
  {
    id: `${overlay}-point`,
    type: 'circle',
    source: overlay,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': colour,
      'circle-radius': ['case', ['has', 'label'], 9, 6],
      'circle-stroke-color': '#ffffff',
      'circle-stroke-width': 1.5,
    },
  },
  {
    id: `${overlay}-label`,
    type: 'symbol',
    source: overlay,
    filter: ['all', ['==', ['geometry-type'], 'Point'], ['has', 'label']],
    layout: { 'text-field': ['to-string', ['get', 'label']], 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': '#ffffff' },
  },
  {
    id: ring,
    type: 'circle',
    source: ring,
    paint: { 'circle-radius': 13, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': '#c2410c', 'circle-stroke-width': 3 },
  },
] as unknown as LayerSpecification[]

const isPosition = (value: unknown): value is Position => Array.isArray(value) && value.length >= 2 && value.every((n) => typeof n === 'number')

/** The features, and a point more for each line or surface that says its `position`: from afar it would be too small to see. */
export function withPoints(features: FeatureCollection): FeatureCollection {
  const points: Feature<Point>[] = []
  for (const { geometry, properties } of features.features) {
    const position: unknown = properties?.['position']
    if (geometry && geometry.type !== 'Point' && isPosition(position)) {
      points.push({ type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties })
    }
  }
  return { type: 'FeatureCollection', features: [...features.features.filter((f) => f.geometry), ...points] }
}

/** The box around features; undefined if they have no place. */
export function boxAround(features: FeatureCollection): Box | undefined {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const add = (value: unknown): void => {
    if (isPosition(value)) {
      const [lon = 0, lat = 0] = value
      box[0] = Math.min(box[0], lon)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lon)
      box[3] = Math.max(box[3], lat)
    } else if (Array.isArray(value)) {
      value.forEach(add)
    }
  }
  for (const { geometry } of features.features) {
    if (geometry && geometry.type !== 'GeometryCollection') add(geometry.coordinates)
  }
  return box[0] <= box[2] ? box : undefined
}

/** What is drawn: the register's style, or none, without what is hidden and below what the page adds. A source without anything would be read all the same, before the map could be shown. */
export function composed(base: MapStyle | undefined, add: { features: FeatureCollection | undefined; hidden: readonly string[]; place: Place | undefined }): StyleSpecification {
  const style = base ? without(base, add.hidden) : undefined
  const own: StyleSpecification['sources'] = {}
  if (add.features?.features.length) own[overlay] = { type: 'geojson', data: withPoints(add.features) }
  if (add.place) own[ring] = { type: 'geojson', data: { type: 'Point', coordinates: [...add.place.position] } }
  return {
    version: 8,
    sources: { ...style?.sources, ...own },
    layers: [...(style?.layers ?? []), ...overlayLayers.filter((layer) => 'source' in layer && layer.source in own)],
  }
}
