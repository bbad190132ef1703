// @mapbox/vector-tile, which most map pages read tiles with.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { VectorTile, classifyRings } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

import { onGrid } from './grid.mjs'
import { ask, demoRegister, open, register } from './house.mjs'

const extent = 4096, buffer = 64
const pointKind = 1, surfaceKind = 3
const firstWithAll = 14 // the first zoom without clusters

/** All tiles of a zoom that a box has part in. */
function* tilesOf([west, south, east, north], zoom) {
  const [left, top] = onGrid([west, north], zoom).map(Math.floor)
  const [right, bottom] = onGrid([east, south], zoom).map(Math.floor)
  for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) yield { z: zoom, x, y }
}

async function read(house, template, { z, x, y }) {
  const url = template.replace('{z}', z).replace('{x}', x).replace('{y}', y)
  const answer = await ask(url, { headers: house.headers })
  return new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer()))).layers
}

/** Twice the area of a ring in the tile's units, positive if it turns right on the screen. */
const turn = (ring) => ring.reduce((sum, p, i) => {
  const q = ring[(i + 1) % ring.length]
  return sum + p.x * q.y - q.x * p.y
}, 0)

/** Fails on what MVT 2.1 does not allow, and on parts that a reader would lose. */
function check(layer, where) {
  assert.equal(layer.version, 2, where)
  assert.equal(layer.extent, extent, where)
  const ids = new Set()
  for (const feature of features(layer)) {
    const parts = feature.loadGeometry(), what = `${where}, ${feature.id}`
    assert.ok(Number.isSafeInteger(feature.id) && feature.id > 0, `${what}: not an id`)
    assert.ok(!ids.has(feature.id), `${what} comes twice`)
    ids.add(feature.id)
    assert.ok(parts.length > 0, `${what} has no shape`)
    const reach = feature.type === pointKind ? 0 : buffer
    for (const { x, y } of parts.flat()) {
      assert.ok(Math.min(x, y) >= -reach && Math.max(x, y) <= extent + reach, `${what}: ${x}, ${y} is outside`)
      assert.ok(reach > 0 || Math.max(x, y) < extent, `${what}: ${x}, ${y} is the next tile's`)
    }
    if (feature.type === surfaceKind) checkSurface(parts, what)
  }
}

/** Outer rings turn right and holes left, and nothing is so thin that it has no area. */
function checkSurface(rings, what) {
  assert.ok(rings.every((ring) => ring.length >= 4 && turn(ring) !== 0), `${what}: a ring without an area`)
  assert.ok(turn(rings[0]) > 0, `${what}: the first ring is a hole`)
  const polygons = classifyRings(rings)
  assert.equal(polygons.length, rings.filter((ring) => turn(ring) > 0).length, `${what}: polygons`)
}

const features = (layer) => Array.from({ length: layer?.length ?? 0 }, (_, i) => layer.feature(i))
const idsOf = (layer) => features(layer).map((f) => f.properties.id)

/** All tiles of a zoom, checked: how many sites they count, and the ids that they name. */
async function readZoom(house, about, zoom) {
  const found = { count: 0, sites: [], shapes: new Set() }
  for (const at of tilesOf(about.bounds, zoom)) {
    const layers = await read(house, about.tiles[0], at)
    for (const layer of Object.values(layers)) check(layer, `${zoom}/${at.x}/${at.y} ${layer.name}`)
    for (const { properties } of features(layers.sites)) {
      found.count += properties.point_count ?? 1
      if (!properties.clustered) found.sites.push(properties.id)
    }
    for (const id of idsOf(layers.shapes)) found.shapes.add(id)
  }
  return found
}

for (const name of [register, demoRegister]) {
  test(`tiles of all zooms count every site of ${name}`, async () => {
    const house = await open()
    const about = await (await ask(`${house.ogc}/${name}/tiles.json`, { headers: house.headers })).json()
    const sites = (await house.all(`${house.ogc}/${name}/collections/sites/items?limit=10000`)).filter((f) => f.geometry)
    const ids = sites.map((f) => f.id).sort(), shapes = sites.filter((f) => f.geometry.type !== 'Point').map((f) => f.id).sort()
    assert.ok(shapes.length > 100, 'there are few shapes')
    for (const zoom of [0, 3, 7, 9, 11, 13, 14]) {
      const found = await readZoom(house, about, zoom)
      assert.equal(found.count, ids.length, `zoom ${zoom}`)
      if (zoom < firstWithAll) continue
      assert.deepEqual(found.sites.sort(), ids, `zoom ${zoom}`)
      assert.deepEqual([...found.shapes].sort(), shapes, `zoom ${zoom}: shapes`)
    }
  })
}

test('tiles of close zooms have the ids that the API has', async () => {
  const house = await open()
  const about = await (await ask(`${house.ogc}/${register}/tiles.json`, { headers: house.headers })).json()
  const sites = await house.all(`${house.ogc}/${register}/collections/sites/items?limit=10000`)
  const points = sites.filter((f) => f.geometry.type === 'Point')
  const shapes = new Set(sites.filter((f) => f.geometry.type !== 'Point').map((f) => f.id))
  for (const zoom of [14, 15, 16]) {
    const [first] = points, at = onGrid(first.geometry.coordinates, zoom).map(Math.floor)
    const inTile = (f) => onGrid(f.geometry.coordinates, zoom).map(Math.floor).every((part, i) => part === at[i])
    const wanted = points.filter(inTile).map((f) => f.id).sort()
    const layers = await read(house, about.tiles[0], { z: zoom, x: at[0], y: at[1] })
    const got = idsOf(layers.sites).filter((id) => !shapes.has(id)).sort()
    assert.deepEqual(got, wanted, `zoom ${zoom}`)
    assert.ok(idsOf(layers.shapes).every((id) => shapes.has(id)), `zoom ${zoom}: shapes`)
  }
})
