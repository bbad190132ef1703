import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { expect, test } from 'vitest'

// What a browser has to fetch of what is built in dist/, compressed as servers do.

const assets = join(import.meta.dirname, '..', process.env['SITEDRAW_DIST'] ?? 'dist', 'assets')

const scripts = readdirSync(assets)
  .filter((name) => /\.m?js$/.test(name))
  .map((name) => ({ name, bytes: compressed(readFileSync(join(assets, name))) }))

function compressed(file: Buffer): number {
  return brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length
}

const sum = (of: typeof scripts): number => of.reduce((total, script) => total + script.bytes, 0)

/** Scripts that only a map needs: MapLibre for the page, its worker, and what the two share. */
function ofMap(): Set<string> {
  const worker = scripts.find((s) => s.name.startsWith('map-worker-'))?.name ?? ''
  const shared = [...readFileSync(join(assets, worker), 'utf8').matchAll(/from"\.\/([^"]+)"/g)].map((m) => m[1] ?? '')
  return new Set([worker, ...shared, ...scripts.map((s) => s.name).filter((name) => name.startsWith('MapCanvas-'))])
}

test('the map is in files of its own', () => {
  expect(sum(scripts.filter((s) => ofMap().has(s.name)))).toBeGreaterThan(200_000)
})

test('all scripts together, with the map and its worker, are 560 kB at most', () => {
  expect(sum(scripts)).toBeLessThanOrEqual(560_000)
})

test('without the map they are 220 kB at most', () => {
  expect(sum(scripts.filter((s) => !ofMap().has(s.name)))).toBeLessThanOrEqual(220_000)
})
