// Builds the files that browsers load: one style sheet, one script, the icon sprite, the fonts and our
// own mark. Each gets the hash of its content in its name, and twins compressed with brotli and gzip
// where that makes it smaller. The last file written is manifest.tsv (logical name, file name, content
// type), which build.rs turns into the embedded table.
//
//   node build.mjs OUTPUT_FOLDER

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, 'dist')
const types = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

// The library's video player is in no page of ours, and browsers load its embedded font at once, which
// our Content-Security-Policy refuses: both are left out of the style sheet.
const withoutVideoPlayer = {
  name: 'without-video-player',
  setup({ onLoad }) {
    onLoad({ filter: /bootstrap-italia\.min\.css$/ }, ({ path }) => {
      const ofPlayer = (selector) => /\.(video-js|vjs-)/.test(selector)
      const contents = readFileSync(path, 'utf8')
        .replace(/@font-face\{font-family:VideoJS;[^{}]*\}/g, '')
        .replace(/(?<=[{}])([^{}@]+)\{[^{}]*\}/g, (rule, selectors) =>
          selectors.split(',').every(ofPlayer) ? '' : rule)
      return { contents, loader: 'css' }
    })
  },
}

await build({
  absWorkingDir: here,
  entryPoints: { site: 'src/main.js', style: 'src/site.css' },
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  legalComments: 'none',
  loader: { '.woff2': 'file' },
  logLevel: 'error',
  minify: true,
  outdir: out,
  plugins: [withoutVideoPlayer],
  target: ['es2020', 'chrome111', 'firefox115', 'safari16'],
})

function hashed(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase()
  writeFileSync(join(out, `${basename(name, extname(name))}-${hash}${extname(name)}`), content)
}
hashed('sprites.svg', readFileSync(join(here, 'node_modules/bootstrap-italia/dist/svg/sprites.svg')))
for (const name of readdirSync(join(here, 'src')).filter((name) => name.endsWith('.svg'))) {
  hashed(name, readFileSync(join(here, 'src', name)))
}

const rows = []
for (const file of readdirSync(out).sort()) {
  const extension = extname(file)
  const logical = file.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, '').replace(/-v\d+-latin-ext_latin/, '')
  const content = readFileSync(join(out, file))
  if (extension !== '.woff2') {
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
    writeFileSync(join(out, `${file}.br`), brotliCompressSync(content, { params: quality }))
    writeFileSync(join(out, `${file}.gz`), gzipSync(content, { level: 9 }))
  }
  rows.push([logical, file, types[extension]].join('\t'))
}
writeFileSync(join(out, 'manifest.tsv'), rows.join('\n') + '\n')
