import { expect, test } from 'vitest'

import type { Itinerary, PositionE7, Stop } from '../../api/routes'
import { colourOf, layerOf, placeOf, placesLayer } from './layer'
import { stopKey } from './rows'

const at = (lon: number, lat: number): PositionE7 => [lon * 1e7, lat * 1e7]
const road: Stop = { id: 'r', stretch: '信江路(a—b)', path: [at(117.2, 28.2), at(117.3, 28.2)] }
const market: Stop = { id: 'm', name: '市场', path: [at(117.1, 28.1)] }
const visit = (stop: Stop) => ({ arrive_ms: 0, begin_ms: 0, leave_ms: 0, wait_ms: 0, stop })
const totals = { visits: 0, service_ms: 0, travel_ms: 0, travel_mm: 0, wait_ms: 0 }
const leg = { ms: 1, mm: 1 }
const office = at(117, 28)

const plan: Itinerary = {
  zone: '+08:00',
  origin: {} as Itinerary['origin'],
  teams: [
    {
      name: '甲', start: { at: office }, end: { at: office },
      days: [{
        date: '2026-11-25', set_out_ms: 0, return_ms: 0, totals,
        visits: [visit(road), visit(market)],
        legs: [{ ...leg, path: [office, at(117.1, 28), at(117.2, 28.2)] }, { ...leg, estimated: true }, { ...leg, path: [at(117.1, 28.1), office], estimated: true }],
      }],
    },
    { name: '乙', start: { at: at(116, 28) }, days: [{ date: '2026-11-25', set_out_ms: 0, return_ms: 0, totals, visits: [visit({ id: 'x', path: [at(116.1, 28)] })], legs: [leg] }] },
  ],
  left_out: [{ stop: { id: 'l', path: [at(118, 28)] } }],
  unlocated: [{ id: 'u' }],
}

test('ways follow the roads; those of which only the time is known are straight and dashed', () => {
  const { features } = layerOf({ ...plan, left_out: [] }, ['乙'])
  const ways = features.filter((f) => f.geometry.type === 'LineString' && !f.properties?.thick)
  expect(ways.map((f) => [(f.geometry as { coordinates: unknown[] }).coordinates.length, f.properties?.dashed ?? false])).toEqual([[3, false], [2, true], [2, true]])
  expect(ways[1]?.geometry).toMatchObject({ coordinates: [[117.1, 28.1], [117.3, 28.2]] }) // from the end of the stretch
  expect(ways.every((f) => f.properties?.id === undefined)).toBe(true)
})

test('the rest of a day that was planned again begins where the team was', () => {
  const again = structuredClone(plan)
  again.teams![1]!.days![0]!.restarts = [{ after: 0, at_ms: 0, from: at(115, 28) }]
  const ways = layerOf(again, ['甲']).features.filter((f) => f.geometry.type === 'LineString')
  expect(ways[0]?.geometry).toMatchObject({ coordinates: [[115, 28], [116.1, 28]] })
})

test('stops are numbered in the colour of their team, and lie above the ways', () => {
  const { features } = layerOf(plan, [])
  const stops = features.filter((f) => f.properties?.label)
  expect(stops.map((f) => [f.properties?.label, f.properties?.colour])).toEqual([['1', colourOf(0)], ['2', colourOf(0)], ['1', colourOf(1)]])
  expect(stops[0]).toMatchObject({ geometry: { type: 'LineString' }, properties: { thick: true, position: [117.2, 28.2] } })
  expect(features.findIndex((f) => f.properties?.label)).toBeGreaterThan(features.findLastIndex((f) => f.properties?.dashed))
})

test('a team that is hidden has nothing on the map, what is left out stays', () => {
  const ids = layerOf(plan, ['甲']).features.map((f) => f.properties?.id).filter(Boolean)
  expect(ids).toEqual([stopKey({ id: 'l' }), stopKey({ id: 'x' })])
  expect(layerOf(plan, []).features[0]?.properties).not.toHaveProperty('label') // lies below everything
})

test('the map rings the chosen stop, a stretch where it begins', () => {
  const layer = layerOf(plan, [])
  expect(placeOf(layer, stopKey(road))?.position).toEqual([117.2, 28.2])
  expect(placeOf(layer, stopKey(market))?.position).toEqual([117.1, 28.1])
  expect(placeOf(layer, stopKey({ id: 'u' }))).toBeUndefined()
  expect(placeOf(layer, undefined)).toBeUndefined()
  expect(placeOf(undefined, stopKey(road))).toBeUndefined()
})

test('places of the form are shown once they are anywhere', () => {
  expect(placesLayer([undefined, { at: [] as never }, { name: '创建办', at: [117, 28] }]).features).toHaveLength(1)
})

test('colours come again after the last', () => {
  expect(colourOf(10)).toBe(colourOf(0))
  expect(new Set(Array.from({ length: 10 }, (_, i) => colourOf(i))).size).toBe(10)
})
