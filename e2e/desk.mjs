// Walks the signing desk with headless Chromium.
//
//   DESK_URL=http://127.0.0.1:PORT/apri/… PIN=… SAMPLES=folder node desk.mjs
//
// DESK_URL is the one-time address that `ceralacca desk` prints, PIN that of its device. Each page is looked at
// at 360 and 1280 px, in the three languages, with axe; then by keyboard alone: one PDF in at most three
// interactions, fifty files in at most five with one PIN, a wrong PIN that says how many tries are left; the
// mark placed by pointer and by fields; all once more without scripts. CHANGES_PIN=1 also changes the PIN and
// changes it back. With PICTURES=1 screenshots go to out/.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessible, check, finish, launch, overflow, picture, visiting } from './walking.mjs'

const base = new URL(process.env.DESK_URL).origin
const pin = process.env.PIN
const sample = (name) => ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(join(process.env.SAMPLES, name)) })

const browser = await launch()
const first = await browser.newContext({ locale: 'it-IT' })
const opened = await first.newPage()
await opened.goto(process.env.DESK_URL)
check('desk', 'the one-time address leads to the desk', opened.url().startsWith(`${base}/firma`), opened.url())
const again = await browser.newContext()
const answer = await (await again.newPage()).goto(process.env.DESK_URL)
check('desk', 'the address opens the desk once', answer.status() === 410, String(answer.status()))
await again.close()
const state = await first.storageState()
await first.close()
const visit = visiting(browser, base, undefined, state)

async function looked(page, where, name, width) {
  const headings = await page.locator('h1').count()
  check(where, 'one h1', headings === 1, String(headings))
  await accessible(page, where)
  check(where, 'no horizontal scroll', !(await overflow(page)), await overflow(page))
  await picture(page, `firma-${name}-${width}`)
}

// An empty list.
async function fresh(page) {
  await page.goto(`${base}/firma`)
  const button = page.locator('form[action="/firma/nuova"] button')
  if (await button.count()) await button.click()
  await page.waitForURL(`${base}/firma`)
}

async function bring(page, files) {
  await fresh(page)
  await Promise.all([page.waitForNavigation(), page.locator('#file').setInputFiles(files)])
  await page.waitForLoadState('networkidle')
}

// Presses Tab until the element has the focus.
async function tabTo(page, selector) {
  for (let count = 0; count < 200; count += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return true
  }
  return false
}

const all = ['contratto.pdf', 'fattura.xml', 'appunti.txt', 'pianta.png'].map(sample)
const odd = { name: 'relazione di bilancio con un nome molto lungo che va a capo.docx', mimeType: 'application/zip', buffer: Buffer.from('PK\x03\x04\0\0\0\0') }
const empty = { name: 'vuoto.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }

for (const lang of ['it', 'en', 'de']) {
  for (const width of [360, 1280]) {
    const name = (page) => (lang === 'it' ? page : `${page}-${lang}`)
    await visit({ path: '/firma', lang, width }, async (page, where) => {
      await fresh(page)
      await looked(page, `${where} empty`, name('vuota'), width)
      await bring(page, [...all, odd, empty])
      await looked(page, `${where} list`, name('elenco'), width)
      for (const number of [1, 2, 3, 4, 5]) {
        const href = await page.locator('main a[href^="/firma/anteprima/"]').nth(number - 1).getAttribute('href')
        await page.goto(base + href)
        await looked(page, `${where} preview ${number}`, name(`anteprima-${number}`), width)
        await page.goto(`${base}/firma`)
      }
      for (const path of ['formato', 'dispositivi', 'marca']) {
        await page.goto(`${base}/firma/${path}`)
        await looked(page, `${where} ${path}`, name(path), width)
      }
      await page.locator('main a[href="/firma"]').first().click()
    })
  }
}

for (const width of [360, 1280]) {
  // One PDF by keyboard: choose, type the PIN, press Enter.
  await visit({ path: '/firma', width }, async (page, where) => {
    await fresh(page)
    check(where, 'the field of the files is reached by keyboard', await tabTo(page, '#file'))
    let interactions = 1
    await Promise.all([page.waitForNavigation(), page.locator('#file').setInputFiles([sample('contratto.pdf')])])
    check(where, 'the field of the PIN is reached by keyboard', await tabTo(page, '#pin'))
    interactions += 1
    await page.keyboard.type(pin)
    interactions += 1
    await Promise.all([page.waitForURL('**/firma/esito'), page.keyboard.press('Enter')])
    check(where, 'one PDF in three interactions', interactions <= 3)
    check(where, 'it is signed', (await page.locator('[data-verdict]').textContent()).includes('firmato'))
    await looked(page, `${where} outcome`, 'esito', width)
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main .actions a').first().click()])
    check(where, 'the result has the name of a result', download.suggestedFilename() === 'contratto-firmato.pdf', download.suggestedFilename())
    const result = readFileSync(await download.path())
    check(where, 'the result is larger than the document', result.length > sample('contratto.pdf').buffer.length)
  })

  // Fifty files, one PIN, one archive.
  await visit({ path: '/firma', width }, async (page, where) => {
    const files = Array.from({ length: 50 }, (_, index) => ({ name: `atto ${index + 1}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`atto ${index + 1}`) }))
    await fresh(page)
    let interactions = 1
    await Promise.all([page.waitForNavigation(), page.locator('#file').setInputFiles(files)])
    await looked(page, `${where} fifty`, 'cinquanta', width)
    check(where, 'the button names person and count', /50 documenti come /.test(await page.locator('#firma button[type=submit]').textContent()))
    await tabTo(page, '#pin')
    interactions += 1
    await page.keyboard.type(pin)
    interactions += 1
    await page.keyboard.press('Enter')
    await page.waitForURL('**/firma/esito', { timeout: 60_000 })
    interactions += 1
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main a[href$="tutti.zip"]').click()])
    check(where, 'fifty files in at most five interactions', interactions <= 5)
    check(where, 'an archive comes', readFileSync(await download.path()).subarray(0, 2).toString() === 'PK')
  })

  // A wrong PIN, told; then the right one, which gives the tries back.
  await visit({ path: '/firma', refused: 422, width }, async (page, where) => {
    await bring(page, [sample('contratto.pdf')])
    await tabTo(page, '#pin')
    await page.keyboard.type(pin === '00000000' ? '11111111' : '00000000')
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    check(where, 'the tries that are left are said', /2 tentativi/.test(await page.locator('main').textContent()))
    check(where, 'the summary has the focus', await page.evaluate(() => document.activeElement?.matches('[data-error-summary]')))
    check(where, 'the title says that it is an error', (await page.title()).startsWith('Errore: '))
    await looked(page, `${where} wrong PIN`, 'pin-sbagliato', width)
    await tabTo(page, '#pin')
    await page.keyboard.type(pin)
    await Promise.all([page.waitForURL('**/firma/esito'), page.keyboard.press('Enter')])
  })

  // The mark: by pointer, then by fields.
  await visit({ path: '/firma', width }, async (page, where) => {
    await bring(page, [sample('contratto.pdf')])
    await page.locator('main a[href^="/firma/anteprima/"]').first().click()
    await page.waitForURL('**/anteprima/*')
    const sketch = page.locator('[data-sketch]')
    await sketch.scrollIntoViewIfNeeded()
    const box = await sketch.boundingBox()
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 3)
    check(where, 'the pointer shows the mark', await page.locator('#show').isChecked())
    check(where, 'the pointer chooses the free place', await page.locator('[name=where][value=free]').isChecked())
    const left = Number(await page.locator('#left').inputValue())
    check(where, 'the pointer writes the distances', Math.abs(left - (210 - 67) / 2) < 8, String(left))
    await page.locator('#left').fill('12')
    check(where, 'the mark follows the field', (await page.locator('[data-mark]').getAttribute('x')) === '12')
    await page.locator('#text').fill('Per accettazione')
    await Promise.all([page.waitForNavigation(), page.locator('.mark-form button[type=submit]').click()])
    check(where, 'the place is kept', (await page.locator('#left').inputValue()) === '12.0')
    await looked(page, `${where} mark`, 'riquadro', width)
    await page.goto(`${base}/firma`)
    check(where, 'the list tells the mark', (await page.locator('main').textContent()).includes('Firma visibile'))
  })

  // Without scripts: the same, with a button more.
  await visit({ path: '/firma', scripts: false, width }, async (page, where) => {
    await fresh(page)
    await page.locator('#file').setInputFiles([sample('contratto.pdf'), sample('appunti.txt')])
    await Promise.all([page.waitForNavigation(), page.locator('form.desk-add button[type=submit]').click()])
    await page.locator('#pin').fill(pin)
    await page.locator('#firma button[type=submit]').click()
    await page.waitForURL('**/firma/esito')
    check(where, 'signed without scripts', (await page.locator('[data-verdict]').textContent()).includes('2 documenti'))
  })
}

// A signed file: verified and opened in two interactions, on the desk too.
await visit({ path: '/firma' }, async (page, where) => {
  await bring(page, [sample('appunti.txt')])
  await page.locator('#pin').fill(pin)
  await Promise.all([page.waitForURL('**/firma/esito'), page.keyboard.press('Enter')])
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main .actions a').first().click()])
  const signed = { name: 'appunti.txt.p7m', mimeType: 'application/pkcs7-mime', buffer: readFileSync(await download.path()) }
  await page.goto(`${base}/verifica`)
  await page.locator('main input[type=file]').first().setInputFiles(signed)
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL('**/verifica/rapporto/*')
  const open = page.locator('main a[href*="documento"]').first()
  const [document] = await Promise.all([page.waitForEvent('download'), open.click()])
  check(where, 'verified and opened', readFileSync(await document.path()).equals(sample('appunti.txt').buffer))
})

if (process.env.CHANGES_PIN) {
  for (const [old, next] of [[pin, '13579246'], ['13579246', pin]]) {
    await visit({ path: '/firma/dispositivi' }, async (page, where) => {
      await page.locator('main a[href$="/pin"]').first().click()
      await page.waitForURL('**/pin')
      await looked(page, `${where} change`, 'cambia-pin', 1280)
      await page.locator('#old').fill(old)
      await page.locator('#new').fill(next)
      await page.locator('#again').fill(next)
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      check(where, 'the PIN has changed', (await page.locator('h1').textContent()) === 'Il PIN è cambiato')
    })
  }
}

await browser.close()
finish()
