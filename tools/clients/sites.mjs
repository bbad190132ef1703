// A register that is made up, of as many sites as are asked for: the same in every
// run. Most are points; some are lines and surfaces, with and without holes. Ids are
// such as offices have, and worse.

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
function chance(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const categories = ['SC', 'GY', 'ZWDT', 'XZC', 'SQ']

const id = (i) => {
  const plain = `site-${String(i).padStart(6, '0')}`
  switch (i % 1000) {
    case 1: return `点位/${i}`
    case 2: return `😀 ${i} & ?#%`
    case 3: return `${plain}-${'x'.repeat(150)}`
    default: return plain
  }
}

// The county lies in open sea, a degree wide.
export const west = 128, south = 18

/** Rounds to what a register keeps: seven decimals. */
const round = (degrees) => Number(degrees.toFixed(7))

const ring = (lon, lat, half) => [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => [round(lon + x * half), round(lat + y * half)])

function geometry(i, lon, lat) {
  switch (i % 100) {
    case 7: return { type: 'LineString', coordinates: [[lon, lat], [round(lon + 0.004), round(lat + 0.001)], [round(lon + 0.006), lat]] }
    case 8: return { type: 'Polygon', coordinates: [ring(lon, lat, 0.002)] }
    case 9: return { type: 'Polygon', coordinates: [ring(lon, lat, 0.003), ring(lon, lat, 0.001).reverse()] }
    default: return { type: 'Point', coordinates: [lon, lat] }
  }
}

/** The register as GeoJSON; first is the number of its first site. */
export function county(count, first = 0) {
  const next = chance(20261122)
  const features = Array.from({ length: count }, (_, n) => {
    const i = first + n
    const lon = round(west + next()), lat = round(south + next())
    const properties = { name: `示例点位 ${i}`, category: categories[i % categories.length], area: `9901010012${10 + (i % 40)}` }
    return { type: 'Feature', id: id(i), properties, geometry: geometry(i, lon, lat) }
  })
  return { type: 'FeatureCollection', features }
}
