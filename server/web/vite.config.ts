import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import type { Plugin, Rolldown } from 'vite'
import { defineConfig } from 'vitest/config'

// The server that `npm run dev` sends what is not a page to.
const server = process.env.SITEDRAW_API ?? 'http://127.0.0.1:8080'

// MapLibre is built for the page and for its worker, each with all that it needs, so
// that a browser would fetch a third of it twice. Built from its source here, what both
// need is one file.
const mapLibre = join(dirname(createRequire(import.meta.url).resolve('maplibre-gl/package.json')), 'src')
const mapWorker = '\0maplibre-worker'

function mapLibreOnce(): Plugin {
  return {
    name: 'maplibre-once',
    apply: 'build',
    enforce: 'pre',
    // Its classes name fields that others have set already.
    config: () => ({ oxc: { typescript: { removeClassFieldsWithoutInitializer: true }, assumptions: { setPublicClassFields: true } } }),
    resolveId(id) {
      if (id === 'maplibre-gl') return join(mapLibre, 'index.ts')
      return id.startsWith('maplibre-gl/dist/maplibre-gl-worker.mjs') ? mapWorker : null
    },
    load(id) {
      if (id !== mapWorker) return null
      const file = this.emitFile({ type: 'chunk', id: join(mapLibre, 'source/worker.ts'), name: 'map-worker' })
      return `export default import.meta.ROLLUP_FILE_URL_${file}`
    },
  }
}

/** A chunk, its style sheets, and all chunks that it imports as it begins. */
function filesOf(name: string, bundle: Rolldown.OutputBundle, known = new Set<string>()): Set<string> {
  const chunk = bundle[name]
  if (chunk?.type !== 'chunk' || known.has(name)) return known
  known.add(name)
  for (const sheet of chunk.viteMetadata?.importedCss ?? []) known.add(sheet)
  for (const more of chunk.imports) filesOf(more, bundle, known)
  return known
}

const tag = (file: string): string =>
  file.endsWith('.css') ? `<link rel="stylesheet" crossorigin href="/${file}">` : `<link rel="modulepreload" crossorigin href="/${file}">`

const source = join(import.meta.dirname, 'src')

/** Whether what two chunks share is for pages at large. The map's own is not, which its worker needs by itself. */
function forPages(id: string): boolean {
  if (id.startsWith(source)) return !id.startsWith(join(source, 'map'))
  return /\/node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify|element-plus|@element-plus|@vueuse)\//.test(id)
}

// The page of the map names all its files, so that a browser fetches and compiles them at
// once, and not each when the one before asks for it.
function mapPage(): Plugin {
  return {
    name: 'map-page',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      const index = readFileSync(join(dir, 'index.html'), 'utf8')
      const chunks = ['MapPage', 'MapCanvas'].map((name) => Object.values(bundle).find((f) => f.type === 'chunk' && f.name === name)?.fileName ?? '')
      const files = chunks.flatMap((name) => [...filesOf(name, bundle)]).filter((file) => !index.includes(file))
      const tags = [...new Set(files)].map((file) => `    ${tag(file)}\n`).join('')
      writeFileSync(join(dir, 'map.html'), index.replace('  </head>', `${tags}  </head>`))
    },
  }
}

// The program answers with what is compressed here, so that nobody waits for that.
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => file.startsWith('assets/'))) {
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(readFileSync(join(dir, name))))
      }
    },
  }
}

export default defineConfig({
  plugins: [vue(), mapLibreOnce(), mapPage(), compressed()],
  define: {
    __VUE_OPTIONS_API__: false, // neither pages nor Element Plus's parts use it
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_JIT_COMPILATION__: true, // no new Function: the Content-Security-Policy forbids it
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // data: addresses would need a wider policy
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', test: forPages, minShareCount: 2 }] } } }, // one file, not one for each set of sharers
    reportCompressedSize: false,
  },
  test: { dir: 'src' }, // browser/ is run by Node itself
  server: { proxy: { '/api': server, '/ogc': server, '/latest': server } },
})
