import type { FeatureCollection } from 'geojson'

import type { Opening } from '../../api/draws'
import type { Place } from '../../map/overlay'
import { middle, walked, type Stretch } from './stretch'

const colours = { main: '#c2410c', opened: '#1f5fae', reserve: '#8a94a3' }

/** Picks as the map draws them, of roads the part to walk: those that count last, so that they lie above the reserves. */
export function layerOf(picks: FeatureCollection, openings: Opening[]): FeatureCollection {
  const open = new Set(openings.map((o) => JSON.stringify([o.step, o.within ?? '', o.stratum ?? '', o.order])))
  const features = picks.features
    .filter((f) => f.geometry)
    .map((f) => {
      const p = f.properties ?? {}
      const isOpen = p.role === 'reserve' && open.has(JSON.stringify([p.step, p.within ?? '', p.stratum ?? '', p.order]))
      const is = p.role === 'main' ? 'main' : isOpen ? 'opened' : 'reserve'
      const stretch = p.stretch as Stretch | undefined
      const properties = { id: String(p.id), name: String(p.name), position: middle(f.geometry, stretch) ?? (p.position as unknown), colour: colours[is], counts: is !== 'reserve' }
      return { ...f, geometry: walked(f.geometry, stretch), properties }
    })
  features.sort((a, b) => Number(a.properties.counts) - Number(b.properties.counts))
  return { type: 'FeatureCollection', features }
}

/** Where the map rings the pick that was chosen; undefined if it has no position. */
export function placeOf(layer: FeatureCollection | undefined, id: string | undefined): Place | undefined {
  const position = layer?.features.find((f) => f.properties?.id === id)?.properties?.position as Place['position'] | undefined
  return id && position ? { id, position } : undefined
}
