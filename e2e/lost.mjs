// Suspends a lost device as somebody with a telephone does: by keyboard alone, from the home page.
//
//   BASE_URL=http://127.0.0.1:8080 CODICE_FISCALE=… EMERGENCY_CODE=… [WIDTH=360] node lost.mjs
//
// At most four screens and sixty seconds; axe on every screen; a wrong code first when WRONG=1. With
// PICTURES=1 screenshots go to out/.

import { accessible, check, finish, launch, overflow, picture, visiting } from './walking.mjs'

const base = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const width = Number(process.env.WIDTH ?? 360)
const browser = await launch()
const visit = visiting(browser, base)

// Tab until what is focused matches; gives how many times, or fails after many.
async function tabTo(page, where, selector) {
  for (let times = 1; times <= 60; times += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return
  }
  check(where, `the keyboard reaches ${selector}`, false)
}

async function screen(page, where, name) {
  await page.waitForLoadState('networkidle')
  await accessible(page, `${where} ${name}`)
  check(where, `${name}: no horizontal scroll`, !(await overflow(page)), await overflow(page))
  await picture(page, `lost-${name}-${width}`)
}

await visit({ path: '/', width, refused: process.env.WRONG ? 422 : 0 }, async (page, where) => {
  const begun = Date.now()
  let screens = 1
  await tabTo(page, where, 'footer a[href="/ho-perso-il-dispositivo"]')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/ho-perso-il-dispositivo')
  screens += 1
  await screen(page, where, 'choose')
  await tabTo(page, where, 'main a[href="/ho-perso-il-dispositivo/codice"]')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/codice')
  screens += 1
  await screen(page, where, 'code')
  await tabTo(page, where, '#codice_fiscale')
  await page.keyboard.type(process.env.CODICE_FISCALE)
  if (process.env.WRONG) {
    await page.keyboard.press('Tab')
    await page.keyboard.type('0000-0000')
    await page.keyboard.press('Enter')
    await page.locator('[data-error-summary]').waitFor()
    await screen(page, where, 'wrong')
    check(where, 'the tries that are left are told', /4/.test(await page.locator('#code-error').textContent()))
    check(where, 'the codice fiscale stays', (await page.locator('#codice_fiscale').inputValue()) === process.env.CODICE_FISCALE)
    check(where, 'the code does not', (await page.locator('#code').inputValue()) === '')
    await tabTo(page, where, '#codice_fiscale')
  }
  await page.keyboard.press('Tab')
  await page.keyboard.type(process.env.EMERGENCY_CODE)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/fatto')
  screens += 1
  await screen(page, where, 'done')
  const seconds = (Date.now() - begun) / 1000
  check(where, 'at most four screens', screens <= 4, String(screens))
  check(where, 'at most sixty seconds', seconds <= 60, String(seconds))
  check(where, 'the time is told', /\d{2}:\d{2}:\d{2}/.test(await page.locator('main .callout-title').textContent()))
  console.log(`suspended in ${screens} screens, ${seconds.toFixed(1)} s with the checks, at ${width} px`)
})

await browser.close()
finish()
