import type { Geometry, LineString, Position } from 'geojson'

/** The part of a line to walk, in millimetres from its beginning. */
export interface Stretch {
  from_mm: number
  to_mm: number
}

const earth = 6_371_008.8e3 // mean radius in millimetres
const radians = Math.PI / 180

/** The length of a side along a great circle, in millimetres. */
function lengthOf([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position): number {
  const [up, across] = [Math.sin(((lat2 - lat1) * radians) / 2), Math.sin(((lon2 - lon1) * radians) / 2)]
  return 2 * earth * Math.asin(Math.sqrt(up * up + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * across * across))
}

/** The part of a line that is to be walked, other shapes as they are. A map shows it; its ends are not exact enough to measure by. */
export function walked(shape: Geometry, stretch: Stretch | undefined): Geometry {
  if (!stretch || shape.type !== 'LineString') return shape
  const part: Position[] = []
  let begin = 0
  for (const [i, b] of shape.coordinates.entries()) {
    const a = shape.coordinates[i - 1]
    if (!a) continue
    const length = lengthOf(a, b)
    const at = (mm: number): Position => {
      const share = Math.min(1, Math.max(0, (mm - begin) / length))
      return a.map((value, axis) => value + share * ((b[axis] ?? value) - value))
    }
    if (length > 0 && begin + length > stretch.from_mm && begin < stretch.to_mm) {
      if (!part.length) part.push(at(stretch.from_mm))
      part.push(at(stretch.to_mm))
    }
    begin += length
  }
  return part.length ? { type: 'LineString', coordinates: part } : shape
}

/** The middle of a stretch; undefined without one. */
export function middle(shape: Geometry, stretch: Stretch | undefined): Position | undefined {
  if (!stretch || shape.type !== 'LineString') return undefined
  const half = (stretch.from_mm + stretch.to_mm) / 2
  const part = walked(shape, { from_mm: half, to_mm: stretch.to_mm })
  return part === shape ? undefined : (part as LineString).coordinates[0]
}
