// Walks every page of a running Ceralacca with headless Chromium.
//
//   BASE_URL=http://127.0.0.1:8080 node run.mjs [pages.json]
//
// For each page of the list: in Italian at 360 and 1280 px, in English and German at 1280 px: the
// expected status, one h1, a title that belongs to it, no axe finding, no incomplete axe check outside the
// reviewed list, no console message, no refused or failed request, no request to another host. Then in
// Italian: no horizontal scroll at 320 px, also with every text 40 % longer and with the text spacing of
// WCAG 1.4.12, nor with text twice as large at 640 and 1280 px; the skip link comes first and works; the
// page stands without scripts; the first visit stays within 200 KB. With PICTURES=1 screenshots go to out/.
//
// SIGNED_FILE=… adds a walk through /verifica: upload the file, read the verdict, open the original; send
// it with other files and read the list; send a large one, see how far it is, stop, send it again.
// A certificate of a private authority is accepted on https, as the demo's is.
//
// OPERATOR_P12=… OPERATOR_PASSWORD=… walk the pages of "operators" instead, with this client certificate;
// OPERATOR_NONE=1 walks the first of them without one: it must explain why nobody enters.
//
// PERSON_STATE=… walks the pages of "people" instead, with the cookies of somebody who has logged in
// (Playwright's storage state); {name} in their paths stands for what DEVICES='{"name": "id"}' says.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessible, check, finish, here, launch, overflow, picture, visiting } from './walking.mjs'

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const list = JSON.parse(readFileSync(process.argv[2] ?? join(here, 'pages.json'), 'utf8'))
const operator = process.env.OPERATOR_P12
const nobody = Boolean(process.env.OPERATOR_NONE)
const person = process.env.PERSON_STATE
const devices = JSON.parse(process.env.DEVICES ?? '{}')
const pages = operator
  ? list.operators
  : person
    ? list.people.map((entry) => ({ ...entry, path: entry.path.replace(/\{(\w+)\}/, (_, name) => devices[name]) }))
  : nobody
    ? list.operators.slice(0, 1).map(({ path }) => ({ path, status: 401 }))
    : list.pages
const identity = operator
  ? [{ origin: new URL(base).origin, pfxPath: operator, passphrase: process.env.OPERATOR_PASSWORD }]
  : undefined
const FIRST_VISIT = 200_000

const browser = await launch()
const visit = visiting(browser, base, identity, person)

const style = (page, css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }, css)

// Every word gets accents and every text grows by 40 %, as the longest of our languages may.
const pseudo = (page) =>
  page.evaluate(() => {
    const accents = { a: 'á', e: 'é', i: 'î', o: 'ö', u: 'ü', c: 'ç', n: 'ñ' }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data
      if (!text.trim() || node.parentElement.closest('script, style, code')) continue
      const longer = text.replace(/[aeioucn]/g, (letter) => accents[letter])
      node.data = longer + ' ' + 'ööö '.repeat(Math.ceil((text.trim().length * 0.4) / 4))
    }
  })

async function widths(page, where) {
  check(where, 'no horizontal scroll', !(await overflow(page)), await overflow(page))
  await style(page, '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }')
  check(where, 'no horizontal scroll with wide text spacing', !(await overflow(page)), await overflow(page))
}

async function keyboard(page, where) {
  await page.keyboard.press('Tab')
  const href = await page.evaluate(() => document.activeElement?.getAttribute('href'))
  check(where, 'the skip link comes first', href === '#contenuto', href)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const inside = await page.evaluate(() => {
    const active = document.activeElement
    return active === document.body || Boolean(active?.closest('main, footer'))
  })
  check(where, 'the skip link leads past the menu', inside)
}

async function walk(entry) {
  const name = entry.path === '/' ? 'home' : entry.path.slice(1).replace(/\W+/g, '-')
  for (const [lang, width] of [['it', 360], ['it', 1280], ['en', 360], ['en', 1280], ['de', 360], ['de', 1280]]) {
    await visit({ ...entry, lang, width }, async (page, where) => {
      const headings = await page.locator('h1').allTextContents()
      check(where, 'one h1', headings.length === 1, headings.join(' | '))
      const title = await page.title()
      check(where, 'the title names the page', title.includes(headings[0]) && title.includes(' · '), title)
      check(where, 'lang', (await page.locator('html').getAttribute('lang')) === lang)
      if (entry.h1) check(where, 'heading', headings[0] === entry.h1[lang], headings[0])
      await accessible(page, where)
      await picture(page, `${name}-${lang}-${width}`)
    })
  }
  await visit({ ...entry, width: 320 }, widths)
  await visit({ ...entry, width: 320 }, async (page, where) => {
    await pseudo(page)
    check(where, 'no horizontal scroll with texts 40 % longer', !(await overflow(page)), await overflow(page))
    await picture(page, `${name}-pseudo-320`)
  })
  for (const width of [640, 1280]) {
    await visit({ ...entry, width }, async (page, where) => {
      await style(page, 'html { font-size: 200% !important }')
      check(where, 'no horizontal scroll with text twice as large', !(await overflow(page)), await overflow(page))
    })
  }
  await visit({ ...entry }, keyboard)
  await visit({ ...entry, scripts: false, width: 360 }, async (page, where) => {
    check(where, 'one h1', (await page.locator('h1').count()) === 1)
    // What is folded opens without scripts too.
    // Each click takes one away from those that are folded.
    const folded = page.locator('main details:not([open]) > summary')
    for (let left = await folded.count(); left > 0; left -= 1) await folded.first().click()
    const forms = await page.locator('main form').count()
    check(where, 'forms', forms >= (entry.forms ?? 0), `${forms} instead of ${entry.forms}`)
    for (const form of await page.locator('main form').all()) {
      check(where, 'every form can be sent', (await form.locator('button[type=submit]:visible').count()) > 0)
    }
    const langs = await page.locator('.languages a:visible').count()
    check(where, 'language switch', langs === 3, String(langs))
    await page.locator('.menu-button:visible').first().click().catch(() => {})
    const links = await page.locator('#menu a:visible').count()
    const all = await page.locator('#menu a').count()
    check(where, 'the menu opens', links === all, `${links} of ${all}`)
    await picture(page, `${name}-menu-360`, false)
  })
}

// Much of a visit is waiting: some are under way at a time.
const waiting = [...pages]
const walker = async () => {
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) await walk(entry)
}
await Promise.all([walker(), walker(), walker()])

// What a first visit loads, as it travels.
if (!operator && !nobody && !person) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'it-IT' })
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  let bytes = 0
  await client.send('Network.enable')
  client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await page.goto(base + '/', { waitUntil: 'networkidle' })
  const first = bytes
  check('/', `first visit within ${FIRST_VISIT / 1000} KB`, first > 0 && first <= FIRST_VISIT, `${first} bytes`)
  bytes = 0
  await page.goto(base + '/privacy', { waitUntil: 'networkidle' })
  check('/privacy', 'next page within 30 KB', bytes <= 30_000, `${bytes} bytes`)
  console.log(`first visit ${(first / 1000).toFixed(1)} KB, next page ${(bytes / 1000).toFixed(1)} KB`)
  await context.close()
}

// Every link inside the site leads somewhere; without a certificate all lead to the same refusal.
if (!nobody) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: identity, storageState: person, locale: 'it-IT' })
  const page = await context.newPage()
  const links = new Map()
  for (const { path } of pages) {
    await page.goto(base + path)
    for (const href of await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href))) {
      const url = new URL(href)
      if (href.startsWith(base)) links.set(url.origin + url.pathname + url.search, path)
    }
  }
  const wanted = new Set(pages.filter((page) => page.status).map((page) => base + page.path))
  for (const [url, from] of links) {
    if (wanted.has(url.split('?')[0])) continue
    const response = await context.request.get(url)
    // Whoever begins a login with nothing to show is told so.
    const told = list.logins.includes(new URL(url).pathname) && response.status() === 401
    check(from, 'link leads somewhere', response.ok() || told, `${url} answers ${response.status()}`)
  }
  await context.close()
}

// Verify without an account: upload, read, open. Once with scripts and once without.
if (process.env.SIGNED_FILE) {
  for (const scripts of [true, false]) {
    for (const width of [360, 1280]) {
      await visit({ path: '/verifica', scripts, width }, async (page, where) => {
        await page.locator('main input[type=file]').first().setInputFiles(process.env.SIGNED_FILE)
        await page.locator('main form button[type=submit]').first().click()
        await page.waitForURL('**/verifica/rapporto/*')
        await page.waitForLoadState('networkidle')
        const verdict = await page.locator('[data-verdict]').allTextContents()
        check(where, 'one verdict in words', verdict.length === 1 && verdict[0].length > 10, verdict.join(' | '))
        if (process.env.VERDICT) check(where, 'the expected verdict', verdict[0] === process.env.VERDICT, verdict[0])
        if (scripts) await accessible(page, `${where} result`)
        check(where, 'no horizontal scroll', width > 360 || !scripts || !(await overflow(page)))
        await picture(page, `verifica-esito-${width}${scripts ? '' : '-noscript'}`)
        const open = page.locator('main a[href*="documento"], main a[download], main form button[name=apri]').first()
        if (await open.count()) {
          const [download] = await Promise.all([page.waitForEvent('download'), open.click()])
          check(where, 'the original opens', !(await download.failure()))
        }
      })
      await visit({ path: '/verifica', scripts, width }, (page, where) => several(page, where, { scripts, width }))
    }
  }
  for (const width of [360, 1280]) await visit({ path: '/verifica', refused: 422, width }, (page, where) => large(page, where, width))
}

// Several files: a list with a verdict, a name and a report each; two interactions.
async function several(page, where, { scripts, width }) {
  const signed = { name: 'contratto.pdf.p7m', mimeType: 'application/pkcs7-mime', buffer: readFileSync(process.env.SIGNED_FILE) }
  const plain = { name: 'una nota con un nome piuttosto lungo.txt', mimeType: 'text/plain', buffer: Buffer.from('nota') }
  const empty = { name: 'vuoto.p7m', mimeType: 'application/pkcs7-mime', buffer: Buffer.alloc(0) }
  await page.locator('main input[type=file]').first().setInputFiles([signed, plain, empty])
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL('**/verifica/elenco/*')
  await page.waitForLoadState('networkidle')
  const rows = await page.locator('main tbody tr').count()
  check(where, 'a row for each file', rows === 3, String(rows))
  const words = await page.locator('main tbody .state').allTextContents()
  check(where, 'a verdict in words in each row', words.length === 3 && words.every((word) => word.trim().length > 5), words.join(' | '))
  if (scripts) await accessible(page, `${where} list`)
  check(where, 'no horizontal scroll', width > 360 || !scripts || !(await overflow(page)))
  await picture(page, `verifica-elenco-${width}${scripts ? '' : '-noscript'}`)
  const links = page.locator('main tbody a')
  check(where, 'a report for each file that was judged', (await links.count()) === 2)
  await links.first().click()
  await page.waitForURL('**/verifica/rapporto/*')
  check(where, 'the report opens', (await page.locator('[data-verdict]').count()) === 1)
  await page.locator('main a[href^="/verifica/elenco/"]').click()
  await page.waitForURL('**/verifica/elenco/*')
}

// A large file over a slow line: how far it is, said and shown; it can be stopped and sent again.
async function large(page, where, width) {
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  const line = (upload) =>
    client.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: upload })
  const field = page.locator('main input[type=file]').first()
  await field.setInputFiles({ name: 'grande.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(6_000_000, 'a') })
  await line(1_000_000)
  const send = page.locator('main form button[type=submit]').first()
  await send.click()
  const bar = page.getByRole('progressbar')
  await bar.waitFor()
  check(where, 'the progress has a name', Boolean(await bar.evaluate((bar) => bar.labels[0]?.textContent)))
  await page.waitForFunction(() => document.querySelector('progress').value > 0)
  await page.waitForFunction(() => document.querySelector('[data-sending-status]').textContent.includes('%'))
  await accessible(page, `${where} sending`)
  await picture(page, `verifica-invio-${width}`)
  check(where, 'no horizontal scroll', !(await overflow(page)), await overflow(page))
  await page.locator('[data-sending-cancel]').click()
  await page.waitForFunction(() => document.querySelector('[data-sending-status]').textContent.length > 20)
  check(where, 'stopping hides the progress', !(await bar.isVisible()))
  check(where, 'after stopping, the button has the focus and can be pressed', await send.evaluate((button) =>
    document.activeElement === button && button.getAttribute('aria-disabled') !== 'true'))
  check(where, 'the files stay', (await field.evaluate((field) => field.files.length)) === 1)
  await line(-1)
  // What the form refuses is told on the same page, and the files stay.
  const date = page.locator('main input[name=date]')
  await page.locator('main details summary').first().click()
  await date.fill('2099-01-01')
  await send.click()
  await page.locator('[data-error-summary]').waitFor()
  check(where, 'the summary has the focus', await page.evaluate(() => document.activeElement?.matches('[data-error-summary]')))
  check(where, 'the files stay', (await field.evaluate((field) => field.files.length)) === 1)
  await date.fill('')
  await send.click()
  await page.waitForURL('**/verifica/rapporto/*')
  check(where, 'the report opens', (await page.locator('[data-verdict]').count()) === 1)
}

await browser.close()
finish()
