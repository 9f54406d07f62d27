// What the walks have in common: the browser, what is checked of every page, and the count.

import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, 'out')
mkdirSync(out, { recursive: true })
const reviewed = JSON.parse(readFileSync(join(here, 'pages.json'), 'utf8')).incomplete
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let passed = 0
const failures = []
export function check(where, what, good, detail = '') {
  if (good) return passed++
  failures.push(`${where}: ${what}${detail ? `: ${detail}` : ''}`)
  console.log(`FAILED ${failures.at(-1)}`)
}

// Says how many checks held, and ends.
export function finish() {
  console.log(`${passed} passed, ${failures.length} failed`)
  process.exit(failures.length ? 1 : 0)
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  })

const locales = { it: 'it-IT', en: 'en-GB', de: 'de-IT' }

// A picture of the page for people to look at, where PICTURES asks for them: they take a fifth of a walk.
export async function picture(page, name, fullPage = true) {
  if (process.env.PICTURES) await page.screenshot({ path: join(out, `${name}.png`), fullPage })
}

// Opens a page with a browser that knows nothing (or what `storageState` says) and looks at it.
export const visiting = (browser, base, identity, storageState) =>
  async function visit({ path, status = 200, refused = 0, lang = 'it', width = 1280, scripts = true }, look) {
    const context = await browser.newContext({
      // axe and the size checks run from outside the page's own policy; `bypassCSP` would hide violations.
      ignoreHTTPSErrors: true,
      clientCertificates: identity,
      javaScriptEnabled: scripts,
      locale: locales[lang],
      storageState,
      viewport: { width, height: 800 },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const where = `${path} ${lang} ${width}px${scripts ? '' : ' without scripts'}`
    const said = []
    page.on('console', (message) => {
      // The browser itself reports the status of an error page that we asked for.
      const { url } = message.location()
      const expected = (status >= 400 && url === base + path) ||
        (refused > 0 && url.startsWith(base) && message.text().includes(` ${refused} `))
      if (!expected) said.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => said.push(String(error)))
    page.on('requestfailed', (request) => {
      // A download takes over a navigation: the browser calls that aborted.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') said.push(`failed: ${request.url()}`)
    })
    page.on('request', (request) => {
      const url = request.url()
      // The browser's own reader of PDF is made of pages of its own.
      const own = /^chrome(-extension)?:/.test(url)
      if (!url.startsWith(base) && !url.startsWith('data:') && !own) said.push(`foreign request: ${url}`)
    })
    try {
      const response = await page.goto(base + path)
      check(where, 'status', response.status() === status, `${response.status()} instead of ${status}`)
      await look(page, where)
    } catch (error) {
      check(where, 'walk', false, String(error).split('\n')[0])
    }
    check(where, 'console and requests are clean', said.length === 0, said.map((line) => line.slice(0, 200)).join(' | '))
    await context.close()
  }

export async function accessible(page, where) {
  // Chromium evaluates this outside the page's policy, as a developer's console does.
  await page.evaluate(axe)
  const result = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS)
  const nodes = (findings) =>
    findings.flatMap((finding) => finding.nodes.map((node) => ({ rule: finding.id, target: node.target.join(' '), html: node.html })))
  const violations = nodes(result.violations)
  check(where, 'axe', violations.length === 0, violations.map((v) => `${v.rule} ${v.target}`).join(' | '))
  const known = (node) =>
    reviewed.some(({ rule, target }) => rule === node.rule && new RegExp(target).test(node.target + node.html))
  const open = nodes(result.incomplete).filter((node) => !known(node))
  check(where, 'axe incomplete', open.length === 0, open.map((v) => `${v.rule} ${v.target}`).join(' | '))
}

// What makes the page wider than the window, or nothing.
export const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return ''
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1)
    return `${document.documentElement.scrollWidth}px: ${wide.slice(-3).map((e) => e.outerHTML.slice(0, 80)).join(' ')}`
  })
