import type { Feature, FeatureCollection, Point } from 'geojson'

import type { Pick } from '../../api/draws'
import type { Day, Itinerary, Place as StartOrEnd, PlaceGiven, PositionE7, Stop, Team } from '../../api/routes'
import type { Position } from '../../api/types'
import { stopKey, titleOf } from './rows'

// Routes as the map draws them.

// Dark enough for a number in white on them, and apart for those who see few colours.
const palette = ['#1f5fae', '#b0480e', '#1b7a4b', '#8a2f8f', '#8c6d00', '#0f7c8c', '#a8234f', '#4d4fb8', '#5c6b1e', '#6b4a32']
const leftOutColour = '#586474'
const placeColour = '#1f2a37'

/** The colour of the team with an index. */
export const colourOf = (team: number): string => palette[team % palette.length] ?? placeColour

/** One position in degrees. */
export const degrees = ([lon, lat]: PositionE7): Position => [lon / 1e7, lat / 1e7]

const spot = (at: Position, properties: Feature['properties']): Feature<Point> => ({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties })

const line = (path: Position[], properties: Feature['properties']): Feature => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: path }, properties })

function bases(plan: Itinerary): Feature[] {
  const places = new Map<string, StartOrEnd>()
  for (const team of plan.teams ?? []) for (const place of [team.start, team.end]) if (place) places.set(place.at.join(), place)
  return [...places.values()].map((p) => spot(degrees(p.at), { colour: placeColour, name: p.name ?? '' }))
}

/** A stop as a point, or as a line with a point where it begins. */
function stopFeature(stop: Stop, properties: Feature['properties']): Feature[] {
  const path = (stop.path ?? []).map(degrees)
  const [begin] = path
  if (!begin) return []
  const about = { ...properties, id: stopKey(stop), name: titleOf(stop) }
  return [path.length > 1 ? line(path, { ...about, position: begin }) : spot(begin, about)]
}

/** A straight line between two places, the same there and back: dashes over others would make one without. */
const between = (a: PositionE7, b: PositionE7): Position[] => (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a]).map(degrees)

/** The ways of a day; one of which only the time is known is straight and dashed, since nobody drives so. */
function waysOf(team: Team, day: Day, colour: string): Feature[] {
  const visits = day.visits ?? []
  const ends = [...visits.map((v) => v.stop.path?.[0]), team.end?.at]
  return (day.legs ?? []).flatMap((leg, i) => {
    const before = i ? visits[i - 1]?.stop.path?.at(-1) : team.start.at
    const [a, b] = [day.restarts?.find((r) => r.after === i)?.from ?? before, ends[i]]
    if (leg.path) return [line(leg.path.map(degrees), { colour, ...(leg.estimated && { dashed: true }) })]
    return a && b ? [line(between(a, b), { colour, dashed: true })] : []
  })
}

/** The routes of the teams that are not hidden: lowest what is left out, then ways, where teams set out from, and numbered stops, of which stretches are thick. */
export function layerOf(plan: Itinerary, hidden: readonly string[]): FeatureCollection {
  const ways: Feature[] = []
  const left = (plan.left_out ?? []).flatMap((l) => stopFeature(l.stop, { colour: leftOutColour }))
  const stops: Feature[] = []
  for (const [i, team] of (plan.teams ?? []).entries()) {
    if (hidden.includes(team.name)) continue
    for (const day of team.days ?? []) {
      ways.push(...waysOf(team, day, colourOf(i)))
      stops.push(...(day.visits ?? []).flatMap((v, n) => stopFeature(v.stop, { colour: colourOf(i), label: String(n + 1), thick: true })))
    }
  }
  return { type: 'FeatureCollection', features: [...left, ...ways, ...bases(plan), ...stops] }
}

/** Where a stop is, of a stretch its beginning; undefined if it is not on the map. */
export function placeOf(layer: FeatureCollection | undefined, key: string | undefined): { id: string; position: Position } | undefined {
  const found = layer?.features.find((f) => f.properties?.id === key)
  const at = (found?.properties?.position ?? (found?.geometry.type === 'Point' ? found.geometry.coordinates : undefined)) as Position | undefined
  return key && at ? { id: key, position: at } : undefined
}

/** The main picks, while no routes lead to them. */
export function sitesLayer(picks: readonly Pick[]): FeatureCollection {
  const placed = picks.filter((p) => p.role === 'main' && p.site.position)
  return { type: 'FeatureCollection', features: placed.map((p) => spot(p.site.position as Position, { colour: leftOutColour, name: p.site.name })) }
}

/** The places of a teams file that the form shows while there are no routes. */
export function placesLayer(places: (PlaceGiven | undefined)[]): FeatureCollection {
  const placed = places.filter((p): p is PlaceGiven => p?.at?.length === 2)
  return { type: 'FeatureCollection', features: placed.map((p) => spot(p.at, { colour: placeColour, name: p.name ?? '' })) }
}
