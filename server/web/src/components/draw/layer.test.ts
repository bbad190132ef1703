import type { Feature, FeatureCollection } from 'geojson'
import { expect, test } from 'vitest'

import { layerOf, placeOf } from './layer'

const feature = (id: string, role: string, order: number, located = true): Feature => ({
  type: 'Feature',
  geometry: (located ? { type: 'Point', coordinates: [123, 33] } : null) as Feature['geometry'],
  properties: { id, name: id, step: 'markets', role, order, label: 'practice' },
})

test('reserves lie below what counts, and what has no place is left out', () => {
  const picks: FeatureCollection = {
    type: 'FeatureCollection',
    features: [feature('M1', 'main', 1), feature('M2', 'main', 2, false), feature('R1', 'reserve', 1), feature('R2', 'reserve', 2)],
  }
  const layer = layerOf(picks, [{ step: 'markets', order: 2, site: 'R2', replaces: 'M1', code: 'closed' }])
  expect(layer.features.map((f) => f.properties?.id)).toEqual(['R1', 'M1', 'R2'])
  expect(new Set(layer.features.map((f) => f.properties?.colour)).size).toBe(3)
  expect(layer.features[0]?.properties?.label).toBeUndefined() // the map writes labels beside points
})

test('the map rings the chosen pick where it is, of a road the middle of what is walked', () => {
  const road: Feature = {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: [[123, 33], [123, 33.1]] },
    properties: { id: 'L1', name: 'L1', step: 'roads', role: 'main', order: 1, position: [123, 33.05], stretch: { from_mm: 0, to_mm: 2_000_000 } },
  }
  const market = feature('M1', 'main', 1)
  market.properties = { ...market.properties, position: [123, 33] }
  const layer = layerOf({ type: 'FeatureCollection', features: [market, feature('M2', 'main', 2), road] }, [])
  expect(placeOf(layer, 'M1')).toEqual({ id: 'M1', position: [123, 33] })
  expect(placeOf(layer, 'L1')?.position[1]).toBeCloseTo(33.009, 3)
  expect(placeOf(layer, 'M2')).toBeUndefined()
  expect(placeOf(layer, undefined)).toBeUndefined()
  expect(placeOf(undefined, 'M1')).toBeUndefined()
})
