import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The version that phones show and send: the revision, where there is one. */
function version(): string {
  try {
    return `dev-${execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()}`
  } catch {
    return 'dev'
  }
}
process.env.VITE_APP_VERSION ??= version()

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  dynamicImports?: string[]
}

/** The files that the phone app may ever fetch: those that lead on from its own page. The desk's are none of them. */
function phoneFiles(): Set<string> {
  const chunks = JSON.parse(readFileSync(new URL('dist/.vite/manifest.json', import.meta.url), 'utf8')) as Record<
    string,
    Chunk
  >
  const seen = new Set<string>()
  const files = new Set(['index.html', 'icon.svg'])
  const walk = (name: string) => {
    const chunk = chunks[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) walk(next)
  }
  walk('index.html')
  return files
}

/** In `npm run dev` the desk's addresses show the desk, as the program does it. */
const deskAddresses: Plugin = {
  name: 'desk-addresses',
  configureServer: (server) => {
    server.middlewares.use((req, _res, next) => {
      if (/^\/desk(?:[/?]|$)/.test(req.url ?? '')) req.url = '/desk.html'
      next()
    })
  },
}

/**
 * In the build, English texts are told by the place of their Chinese ones: each key, of which the phone would keep
 * 11 kB twice, is there once. That both have the same keys in the same order is held by texts.test.ts.
 */
const keysOnce: Plugin = {
  name: 'keys-once',
  apply: 'build',
  transform(code, id) {
    const [, dir, file] = /\/src\/texts\/(\w+)\/en(?:\/([\w-]+))?\.ts$/.exec(id) ?? []
    if (!dir || file === 'index') return null
    const texts = this.parse(code).body.find((n) => n.type === 'ExportDefaultDeclaration')?.declaration
    if (texts?.type !== 'ObjectExpression') return this.error(`${id} exports no texts`)
    const values = texts.properties.map((p) =>
      p.type === 'Property' ? code.slice(p.value.start, p.value.end) : this.error(`${id} holds no plain texts`),
    )
    return {
      code: `import zhCN from '${file ? `../zh-CN/${file}` : './zh-CN'}'
import { byPlace } from '@/texts/place'
export default byPlace(zhCN, [${values.join(',')}])`,
      map: null,
    }
  },
}

export default defineConfig({
  resolve: {
    alias: [{ find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) }],
  },
  plugins: [
    vue(),
    deskAddresses,
    keysOnce,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: null,
      registerType: 'prompt',
      manifest: {
        name: 'crewcheck',
        short_name: 'crewcheck',
        lang: 'zh-CN',
        start_url: '/',
        scope: '/',
        id: '/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#ffffff',
        theme_color: '#1a7f5a',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['index.html', 'assets/*.{js,css}', 'icon.svg'],
        manifestTransforms: [
          (entries) => {
            const phone = phoneFiles()
            return { manifest: entries.filter((e) => phone.has(e.url)), warnings: [] }
          },
        ],
      },
    }),
  ],
  // `npm run dev` beside a program that runs.
  server: { proxy: { '/api': process.env.CREWCHECK_URL ?? 'http://127.0.0.1:8080' } },
  // The app has no component written with options and is not rendered by a server; Vue's support for both is left out.
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: {
    target: 'es2020',
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'desk.html'] },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/test-setup.ts'] },
})
