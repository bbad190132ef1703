import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
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

export default defineConfig({
  plugins: [vue(), mapLibreOnce()],
  define: {
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
    reportCompressedSize: false,
  },
  test: { dir: 'src' }, // browser/ is run by Node itself
  server: { proxy: { '/api': server, '/ogc': server, '/latest': server } },
})
