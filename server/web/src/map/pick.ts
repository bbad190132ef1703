import type { LngLatLike, Map as MapLibre, MapGeoJSONFeature, Point, PointLike } from 'maplibre-gl'

import { overlay } from './overlay'
import { siteLayers } from './style'

// What lies under the pointer.

const reach = 5 // pixels around a pointer, which no finger hits exactly

function around(map: MapLibre, point: Point): MapGeoJSONFeature[] {
  const box: [PointLike, PointLike] = [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ]
  return map.queryRenderedFeatures(box).filter((f) => f.source === overlay || siteLayers.includes(f.sourceLayer))
}

/** Whether a click here would do something. */
export const pickable = (map: MapLibre, point: Point): boolean => around(map, point).length > 0

/** A cluster's middle if one is uppermost, otherwise the ids of what is here, each once, the uppermost first. */
export function under(map: MapLibre, point: Point): { cluster?: LngLatLike; ids: string[] } {
  const found = around(map, point)
  const first = found[0]
  if (first?.properties['point_count'] > 1 && first?.geometry.type === 'Point') {
    return { cluster: first.geometry.coordinates as [number, number], ids: [] }
  }
  const ids = found.map((f) => f.properties['id'] as unknown).filter((id): id is string => typeof id === 'string')
  return { ids: [...new Set(ids)] }
}
