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

test('the map rings the chosen pick where it is', () => {
  const site = { name: '', category: 'MS' }
  const at: [number, number] = [123, 33]
  const picks = [{ step: 's', role: 'main' as const, order: 1, site: { ...site, id: 'M1', position: at } }, { step: 's', role: 'main' as const, order: 2, site: { ...site, id: 'M2' } }]
  expect(placeOf(picks, 'M1')).toEqual({ id: 'M1', position: at })
  expect(placeOf(picks, 'M2')).toBeUndefined()
  expect(placeOf(picks, undefined)).toBeUndefined()
})
