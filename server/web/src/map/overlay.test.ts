import type { FeatureCollection } from 'geojson'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { expect, test } from 'vitest'

import { boxAround, composed, overlay, withPoints } from './overlay'

const picks: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', geometry: { type: 'Point', coordinates: [122.5, 33.5] }, properties: { id: 'a' } },
    { type: 'Feature', geometry: { type: 'LineString', coordinates: [[123, 33], [123.5, 34]] }, properties: { id: 'b', position: [123.1, 33.2] } },
    { type: 'Feature', geometry: null as never, properties: { id: 'c' } },
  ],
}

test('the box is around everything that has a place', () => {
  expect(boxAround(picks)).toEqual([122.5, 33, 123.5, 34])
  expect(boxAround({ type: 'FeatureCollection', features: [] })).toBeUndefined()
  expect(boxAround({ type: 'FeatureCollection', features: picks.features.slice(2) })).toBeUndefined()
})

test('a line gets a point at its position, and what has no place is left out', () => {
  const drawn = withPoints(picks).features
  expect(drawn.map((f) => [f.properties?.['id'], f.geometry.type])).toEqual([['a', 'Point'], ['b', 'LineString'], ['b', 'Point']])
})

test('what a page does not add is not in the style', () => {
  const nothing = { features: { type: 'FeatureCollection', features: [] } as FeatureCollection, hidden: [], place: undefined }
  expect(composed(undefined, nothing)).toEqual({ version: 8, sources: {}, layers: [] })
  const ringed = composed(undefined, { ...nothing, place: { id: 'a', position: [122.5, 33.5] } })
  expect(Object.keys(ringed.sources)).toHaveLength(1)
  expect(ringed.layers).toHaveLength(1)
})

test('without a register the features alone are drawn', () => {
  const style = composed(undefined, { features: picks, hidden: [], place: { id: 'a', position: [122.5, 33.5] } })
  expect(style.sources[overlay]).toMatchObject({ type: 'geojson' })
  expect(style.layers.every((layer) => 'source' in layer && layer.source in style.sources)).toBe(true)
  expect(validateStyleMin(style)).toEqual([])
})
