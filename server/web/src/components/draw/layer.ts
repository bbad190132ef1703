import type { FeatureCollection } from 'geojson'

import type { Opening, Pick } from '../../api/draws'
import type { Place } from '../../map/overlay'

const colours = { main: '#c2410c', opened: '#1f5fae', reserve: '#8a94a3' }

/** Picks as the map draws them: those that count last, so that they lie above the reserves. */
export function layerOf(picks: FeatureCollection, openings: Opening[]): FeatureCollection {
  const open = new Set(openings.map((o) => JSON.stringify([o.step, o.within ?? '', o.stratum ?? '', o.order])))
  const features = picks.features
    .filter((f) => f.geometry)
    .map((f) => {
      const p = f.properties ?? {}
      const isOpen = p.role === 'reserve' && open.has(JSON.stringify([p.step, p.within ?? '', p.stratum ?? '', p.order]))
      const is = p.role === 'main' ? 'main' : isOpen ? 'opened' : 'reserve'
      return { ...f, properties: { id: String(p.id), name: String(p.name), position: p.position as unknown, colour: colours[is], counts: is !== 'reserve' } }
    })
  features.sort((a, b) => Number(a.properties.counts) - Number(b.properties.counts))
  return { type: 'FeatureCollection', features }
}

/** Where the map rings the pick that was chosen; undefined if it has no position. */
export function placeOf(picks: Pick[], id: string | undefined): Place | undefined {
  const position = picks.find((p) => p.site.id === id)?.site.position
  return id && position ? { id, position } : undefined
}
