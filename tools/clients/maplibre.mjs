// MapLibre GL in headless Chromium, with the style that the server gives.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'

import { browse } from '../../server/web/browser/house.mjs'
import { ask, demoRegister, open, register } from './house.mjs'

const built = dirname(createRequire(import.meta.url).resolve('maplibre-gl/dist/maplibre-gl.mjs'))
const media = { '.mjs': 'text/javascript', '.css': 'text/css' }

const html = `<!doctype html><meta charset="utf-8"><title>MapLibre GL</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="maplibre-gl.css">
<style>body { margin: 0 } #map { width: 100vw; height: 100vh }</style><div id="map"></div>`

/** Lets a page of MapLibre's own stand beside the server, so that nothing crosses origins. */
async function pageOf(house, page) {
  await page.route(`${house.address}/maplibre/*`, async (route) => {
    const name = basename(new URL(route.request().url()).pathname)
    if (name === 'index.html') return route.fulfill({ contentType: 'text/html', body: html })
    const body = await readFile(join(built, name))
    return route.fulfill({ contentType: media[name.slice(name.lastIndexOf('.'))], body })
  })
  await page.goto(`${house.address}/maplibre/index.html`)
}

/** Shows a place and returns what is drawn of the sites, once all is drawn. */
const drawn = (page, options) => page.evaluate(async ({ style, headers, center, zoom }) => {
  const { Map } = await import('/maplibre/maplibre-gl.mjs')
  const map = new Map({ container: 'map', style, center, zoom, fadeDuration: 0, attributionControl: false, transformRequest: (url) => ({ url, headers }) })
  await new Promise((resolve, reject) => {
    map.on('error', ({ error }) => reject(error))
    map.on('idle', resolve)
  })
  const layers = map.getStyle().layers.filter((layer) => layer['source-layer'] === 'sites').map((layer) => layer.id)
  return map.queryRenderedFeatures({ layers }).map(({ id, properties, geometry }) => ({ id, properties, at: geometry.coordinates }))
}, options)

/** The sites of a register whose features touch a box: the ids of points, and of others. */
async function sitesIn(house, name, bbox) {
  const found = await house.all(`${house.ogc}/${name}/collections/sites/items?limit=1000&bbox=${bbox}`)
  const ids = (isPoint) => found.filter((f) => (f.geometry.type === 'Point') === isPoint).map((f) => f.id).sort()
  return { points: ids(true), others: new Set(ids(false)) }
}

async function compare({ house, page, name, zoom }) {
  const [first] = (await (await ask(`${house.ogc}/${name}/collections/sites/items?limit=1`, { headers: house.headers })).json()).features
  const [lon, lat] = first.geometry.coordinates
  // No site may be so close to the box that the grid of tiles could move it across.
  const half = 200 / 2 ** zoom, unit = 360 / 2 ** Math.floor(Math.min(zoom, 16)) / 4096
  const box = (more) => [lon - half - more, lat - half - more, lon + half + more, lat + half + more]
  const [inner, outer] = [await sitesIn(house, name, box(-2 * unit)), await sitesIn(house, name, box(2 * unit))]
  assert.deepEqual(outer.points, inner.points, 'a site lies on the border: choose another box')
  assert.ok(inner.points.length > 0, 'no site is near')

  const shown = await drawn(page, { style: `${house.ogc}/${name}/style.json`, headers: house.headers, center: [lon, lat], zoom })
  const [west, south, east, north] = box(0)
  const inBox = shown.filter(({ at: [x, y] }) => west < x && x < east && south < y && y < north)
  const got = new Set(inBox.map((f) => f.properties.id).filter((id) => !outer.others.has(id)))
  assert.deepEqual([...got].sort(), inner.points, `zoom ${zoom}`)
}

for (const name of [register, demoRegister]) {
  test(`MapLibre shows exactly the sites of ${name} that the API has`, async () => {
    const house = await open()
    const { page, close } = await browse()
    try {
      await pageOf(house, page)
      for (const zoom of [14, 15.5, 17]) await compare({ house, page, name, zoom })
    } finally {
      await close()
    }
  })
}
