import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The server that `npm run dev` sends what is not a page to.
const server = process.env.SITEDRAW_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
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
  server: { proxy: { '/api': server, '/ogc': server, '/latest': server } },
})
