import { createExpression, featureFilter } from '@maplibre/maplibre-gl-style-spec'
import { expect, test } from 'vitest'

import { without, type MapStyle } from './style'

const style = {
  version: 8,
  metadata: { 'sitedraw:categories': [] },
  sources: {},
  layers: [
    { id: 'background', type: 'background' },
    { id: 'areas', type: 'line', source: 's', 'source-layer': 'areas' },
    { id: 'shapes', type: 'line', source: 's', 'source-layer': 'shapes' },
    { id: 'sites', type: 'circle', source: 's', 'source-layer': 'sites', filter: ['!', ['has', 'clustered']] },
    {
      id: 'counts', type: 'symbol', source: 's', 'source-layer': 'sites', filter: ['has', 'clustered'],
      layout: { 'text-field': ['to-string', ['get', 'point_count']] },
    },
  ],
} as unknown as MapStyle

type Layer = { filter?: unknown; layout?: Record<string, unknown> }
const layer = (s: MapStyle, id: string): Layer => s.layers.find((l) => l.id === id) as Layer

function shows(s: MapStyle, id: string, properties: Record<string, unknown>): boolean {
  const { filter } = layer(s, id)
  return featureFilter(filter as never, 'layers.filter').filter({ zoom: 10 } as never, { type: 1, properties } as never)
}

const cluster = { clustered: true, point_count: 7, category: 'SC', n_SC: 4, n_YY: 3 }

test('nothing hidden leaves the style as it is', () => {
  expect(without(style, [])).toBe(style)
})

test('sites and shapes of hidden categories are not drawn', () => {
  const some = without(style, ['SC'])
  for (const id of ['sites', 'shapes']) {
    expect(shows(some, id, { category: 'SC' }), id).toBe(false)
    expect(shows(some, id, { category: 'YY' }), id).toBe(true)
  }
  expect(shows(some, 'sites', cluster), 'the layer keeps its own filter').toBe(false)
  expect(layer(some, 'areas')).toBe(layer(style, 'areas'))
})

test('clusters count what is left', () => {
  const text = (hidden: string[]): unknown => {
    const field = createExpression(layer(without(style, hidden), 'counts').layout?.['text-field'], 'layers.layout', { type: 'string' } as never)
    return field.result === 'success' && field.value.evaluate({ zoom: 10 } as never, { type: 1, properties: cluster } as never)
  }
  expect(text(['SC'])).toBe('3')
  expect(text(['SC', 'GY'])).toBe('3')
  expect(text(['GY'])).toBe('7')
  expect(shows(without(style, ['SC']), 'counts', cluster)).toBe(true)
  expect(shows(without(style, ['SC', 'YY']), 'counts', cluster)).toBe(false)
})
