// The map of the demo county: drawn from our own tiles, filtered, searched; without WebGL a table.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'

let county
before(async () => (county = await demo()))
after(() => county.stop())

const at = (page, name) => page.locator(`[data-test=${name}]`)
const rows = (page) => at(page, 'sites').locator('tbody tr')

/** Opens the map and waits until all of it is drawn; says after how many milliseconds it was. */
async function open(page, query = '') {
  await page.goto(`${county.address}/map${query}`)
  await page.locator('[data-ready=true]').waitFor()
  await rows(page).first().waitFor()
  return page.evaluate(() => Math.round(performance.getEntriesByName('sitedraw.map')[0].startTime))
}

test('the style is one of MapLibre, which the page does not ask again', async () => {
  const answer = await fetch(`${county.address}/ogc/demo/style.json`)
  assert.deepEqual(validateStyleMin(await answer.json()), [])
})

test('the county is on the map in both languages', async (t) => {
  for (const [lang, all] of [['zh', '显示 3,222 个'], ['en', '3,222 shown']]) {
    const { page, close } = await browse({ lang })
    const outside = []
    page.on('request', (request) => {
      if (!request.url().startsWith(county.address) && !request.url().startsWith('blob:')) outside.push(request.url())
    })
    t.diagnostic(`${lang}: first useful map after ${await open(page)} ms`)
    await becomes(() => at(page, 'shown').innerText(), all)
    assert.deepEqual(outside, [])
    await look(page, `map-${lang}`)
    await close()
  }
})

test('categories filter the map and the table', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await open(page)
  await at(page, 'none').click()
  await becomes(() => at(page, 'shown').innerText(), '0 shown')
  await at(page, 'category-SC').check()
  await becomes(() => at(page, 'shown').innerText(), '51 shown')
  await becomes(async () => [...new Set(await rows(page).locator('td:nth-child(2)').allInnerTexts())], ['Market'])
  await becomes(() => at(page, 'hits').innerText(), /50\+/)
  await look(page, 'map-markets')
  await at(page, 'more').click()
  await becomes(() => at(page, 'hits').innerText(), /51$/)
  await close()
})

test('a site is found, shown and copied', async () => {
  const { page, context, close } = await browse({ lang: 'en' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  await at(page, 'search').fill('990100-sc-0002')
  await becomes(() => at(page, 'hits').innerText(), /: 1$/)
  await rows(page).first().click()
  await becomes(() => at(page, 'id').innerText(), '990100-SC-0002')
  const wgs = await at(page, 'position').innerText()
  assert.match(wgs, /^12\d\.\d{7}, 33\.\d{7}$/)
  await at(page, 'copy').first().click()
  await becomes(() => page.evaluate(() => navigator.clipboard.readText()), '990100-SC-0002')
  await at(page, 'datum').selectOption('gcj02')
  await becomes(async () => (await at(page, 'position').innerText()) !== wgs, true)
  await page.waitForTimeout(800) // the map flies there
  await look(page, 'map-card')

  // What the map shows in its middle is the site that was chosen.
  await at(page, 'close').click()
  const box = await at(page, 'map').boundingBox()
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await becomes(() => at(page, 'id').innerText(), '990100-SC-0002')
  assert.match(page.url(), /site=990100-SC-0002/)
  await close()
})

test('a phone shows map, categories and table in one column', async () => {
  const { page, close } = await browse({ size: phone })
  await open(page, '?site=990100-SC-0001')
  await at(page, 'card').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await page.waitForTimeout(800)
  await look(page, 'map-phone')
  await page.getByText('类别', { exact: true }).first().click()
  await at(page, 'category-SC').waitFor()
  await close()
})

test('without WebGL the table works and a sentence says why there is no map', async () => {
  const { page, close } = await browse({ args: ['--disable-3d-apis'] })
  await page.goto(`${county.address}/map`)
  await rows(page).first().waitFor()
  await at(page, 'no-map').waitFor()
  await becomes(() => at(page, 'no-map').innerText(), /WebGL/)
  await at(page, 'search').fill('市场')
  await becomes(async () => (await rows(page).locator('td:nth-child(1)').allInnerTexts()).every((name) => name.includes('市场')), true)
  await rows(page).first().click()
  await at(page, 'position').waitFor()
  await look(page, 'map-without-webgl')
  await close()
})
