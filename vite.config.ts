import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Where `npm run dev` finds a running `spymaster serve`. */
const SERVER = process.env.SPYMASTER_SERVE ?? 'http://127.0.0.1:8000'

/** The browser's screen: src/hud/ into dist/hud/, which `serve` serves at /. */
export default defineConfig({
  root: fileURLToPath(new URL('src/hud', import.meta.url)),
  plugins: [react(), fontLicence()],
  build: {
    outDir: fileURLToPath(new URL('dist/hud', import.meta.url)),
    emptyOutDir: true,
    target: 'es2024',
    // The page's Content-Security-Policy allows no script within the page and no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React changes seldom: its file stays in browsers' caches when ours change.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    // The server answers its own pages only: here it is asked under its own name.
    proxy: { '/v1': { target: SERVER, ws: true, changeOrigin: true, headers: { origin: SERVER } } },
  },
})

/** The font's licence asks to go where the font goes. */
function fontLicence(): Plugin {
  const path = new URL('node_modules/@fontsource/jetbrains-mono/LICENSE', import.meta.url)
  return {
    name: 'font-licence',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(path, 'utf8')
      this.emitFile({ type: 'asset', fileName: 'jetbrains-mono-licence.txt', source })
    },
  }
}
