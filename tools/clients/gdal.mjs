// GDAL, as QGIS has it: ogr2ogr reads whole registers, ogrinfo reads tiles.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

import { onGrid } from './grid.mjs'
import { ask, demoRegister, open, register } from './house.mjs'
import { county } from './sites.mjs'

const run = promisify(execFile)

/** The ids that ogr2ogr reads from an address, sorted. */
async function readAll(address, collection, house) {
  const folder = await mkdtemp(join(tmpdir(), 'sitedraw-'))
  try {
    const out = join(folder, 'read.geojsons')
    const how = ['-f', 'GeoJSONSeq', '-lco', 'RS=NO', '-mapFieldType', 'DateTime=String,Date=String', '-oo', `USERPWD=${house.basic}`]
    const { stderr } = await run('ogr2ogr', [...how, out, `OAPIF:${address}`, collection])
    assert.equal(stderr, '', 'ogr2ogr complains')
    const lines = (await readFile(out, 'utf8')).split('\n').filter((line) => line.trim())
    return lines.map((line) => JSON.parse(line)).map((f) => f.id ?? f.properties.id).sort()
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Passes requests on to a server; each waits for what before(path) promises. */
async function between(address, before) {
  const proxy = createServer((from, to) => {
    const pass = () => {
      const { hostname, port } = new URL(address)
      const on = request({ hostname, port, path: from.url, method: from.method, headers: from.headers }, (answer) => {
        to.writeHead(answer.statusCode, answer.headers)
        answer.pipe(to)
      })
      on.on('error', (error) => to.destroy(error))
      from.pipe(on)
    }
    before(from.url).then(pass, (error) => to.destroy(error))
  })
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${proxy.address().port}`, stop: () => proxy.close() }
}

test('ogr2ogr reads nothing without a token', async () => {
  const house = await open()
  const answer = await fetch(`${house.ogc}/${register}/collections/sites/items`)
  assert.equal(answer.status, 401)
  assert.match(answer.headers.get('WWW-Authenticate'), /Basic realm=/)
  await assert.rejects(readAll(`${house.ogc}/${register}`, 'sites', { basic: 'gis:wrong' }))
})

test('ogr2ogr reads every site', async () => {
  const house = await open()
  assert.deepEqual(await readAll(`${house.ogc}/${register}`, 'sites', house), house.ids)
})

test('ogr2ogr reads every collection of the county', async () => {
  const house = await open()
  const base = `${house.ogc}/${demoRegister}`
  const { collections } = await (await ask(`${base}/collections`, { headers: house.headers })).json()
  assert.ok(collections.length > 3, 'there are few collections')
  for (const { id } of collections) {
    const items = await house.all(`${base}/collections/${id}/items?limit=1000`)
    assert.ok(items.length > 0, `${id} is empty`)
    assert.deepEqual(await readAll(base, id, house), items.map((f) => f.id).sort(), id)
  }
})

test('ogrinfo reads a tile', async () => {
  const house = await open()
  const folder = await mkdtemp(join(tmpdir(), 'sitedraw-'))
  try {
    const { center, tiles } = await (await ask(`${house.ogc}/${demoRegister}/tiles.json`, { headers: house.headers })).json()
    for (const zoom of [8, 14]) {
      const [x, y] = onGrid(center, zoom).map(Math.floor)
      const url = tiles[0].replace('{z}', zoom).replace('{x}', x).replace('{y}', y)
      const path = join(folder, `${zoom}-${x}-${y}.mvt`)
      await writeFile(path, Buffer.from(await (await ask(url, { headers: house.headers })).arrayBuffer()))
      const wanted = layersOf(await readFile(path))
      assert.ok(wanted.sites > 0, `${url} has no sites`)
      assert.deepEqual(await countedBy([`MVT:${path}`]), wanted, path)
      assert.deepEqual(await countedBy([`MVT:${url}`, '--config', 'GDAL_HTTP_USERPWD', house.basic]), wanted, url)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** The number of features of each layer, as ogrinfo has it. */
async function countedBy(args) {
  const { stdout, stderr } = await run('ogrinfo', ['-ro', '-al', '-so', ...args])
  assert.equal(stderr, '', 'ogrinfo complains')
  const lines = [...stdout.matchAll(/^Layer name: (\w+)$[^]*?^Feature Count: (\d+)$/gm)]
  return Object.fromEntries(lines.map(([, layer, count]) => [layer, Number(count)]))
}

/** The same, as @mapbox/vector-tile has it. */
const layersOf = (bytes) =>
  Object.fromEntries(Object.values(new VectorTile(new PbfReader(bytes)).layers).map((layer) => [layer.name, layer.length]))

// The last test, since it leaves another version: who has begun to read the one
// before reads it to its end.
test('ogr2ogr reads every site of one version while another is published', async () => {
  const house = await open()
  const other = county(50_000, 200_000)
  let pages = 0
  const proxy = await between(house.address, async (path) => {
    if (path.includes('/items') && ++pages === 3) await house.publish(other)
  })
  try {
    assert.deepEqual(await readAll(`${proxy.address}/ogc/${register}`, 'sites', house), house.ids)
    assert.ok(pages > 5, `there were ${pages} pages: nothing was published between them`)
    assert.deepEqual(await readAll(`${proxy.address}/ogc/${register}`, 'sites', house), other.features.map((f) => f.id).sort())
  } finally {
    proxy.stop()
  }
})
