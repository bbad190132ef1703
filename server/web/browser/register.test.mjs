// A list on its way into a register: read for trial, put right, taken, published.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'

const folder = mkdtempSync(join(tmpdir(), 'sitedraw-'))
let county

before(async () => (county = await demo()))
after(async () => {
  await county.stop()
  rmSync(folder, { recursive: true })
})

const named = (page, name) => page.locator(`[data-test="${name}"]`)
/** The button of the dialog that is open. */
const agree = (page) => page.locator('[data-test=yes]:visible')
const tab = (page, name) => page.locator(`#tab-${name}`).click()

async function ask(path) {
  const answer = await fetch(`${county.address}/api/v1${path}`)
  return answer.json()
}

/** A list as a file of the office. */
function file(name, rows) {
  const path = join(folder, name)
  writeFileSync(path, rows.map((row) => row.join(',')).join('\n') + '\n')
  return path
}

/** Waits for what comes of a trial after something was done. */
async function trial(page, act) {
  await act()
  await named(page, 'progress').waitFor({ state: 'detached' })
  await named(page, 'report').waitFor()
}

const upload = (page, path) => trial(page, () => page.locator('input[data-test=file]').setInputFiles(path))

/** Chooses from a list by what it says. */
const choose = (page, box, option) => named(page, box).selectOption({ label: option })

/** Schools of the county, with the coordinates that a map provider would give. */
async function shifted() {
  const { items } = await ask('/registers/demo/sites?category=ZXX&limit=1000&datum=gcj02')
  return items.filter((s) => s.geometry?.type === 'Point').map((s) => [s.id, s.name, s.category, ...s.position])
}

test('coordinates of a map provider are found out', async () => {
  const sites = await shifted()
  const list = file('schools.csv', [['编号', '名称', '类别', '经度', '纬度'], ...sites])
  for (const lang of ['zh', 'en']) {
    const { page, close } = await browse({ lang })
    await page.goto(`${county.address}/register`)
    await upload(page, list)
    await becomes(() => named(page, 'sites-read').innerText(), String(sites.length))
    await named(page, 'datum-wrong').waitFor()
    await named(page, 'finding-changed').waitFor()
    await look(page, `register-datum-${lang}`)
    await trial(page, () => named(page, 'take-likely').click())
    await named(page, 'datum-right').waitFor()
    await look(page, `register-right-${lang}`)
    await close()
  }
})

test('a list becomes a version', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await page.goto(`${county.address}/register`)
  await named(page, 'new-register').click()
  await page.locator('input[data-test=new-name]').fill('Second county')
  await page.locator('input[data-test=new-id]').fill('a/b')
  await agree(page).click()
  await named(page, 'no-version').first().waitFor({ state: 'attached' })
  assert.equal(new URL(page.url()).searchParams.get('register'), 'a/b')

  // headings of the office's own, and rows that are wrong
  const rows = Array.from({ length: 40 }, (_, i) => [`S${i}`, `Shop ${i}`, 'SC', 122.97 + i / 1000, 33.46])
  const list = file('list.csv', [['代号', '名称', '类别', '东西', '南北'], ...rows, ['S40', 'Bad', 'SC', 200, 33], ['S41', 'Bad', '??', 122.9, 33]])
  await upload(page, list)
  await choose(page, 'column-代号', 'Id')
  await choose(page, 'column-东西', 'Longitude')
  await choose(page, 'column-南北', 'Latitude')
  await becomes(() => named(page, 'take').isDisabled(), true)
  await trial(page, () => named(page, 'check').click())
  await becomes(() => named(page, 'sites-read').innerText(), '40')
  await look(page, 'register-rejects')

  await becomes(() => named(page, 'rejects').locator('tbody tr').count(), 2)
  const saving = page.waitForEvent('download')
  await named(page, 'rejects-xlsx').click()
  const saved = await saving
  assert.equal(saved.suggestedFilename(), 'rejects.xlsx')
  assert.equal(readFileSync(await saved.path()).subarray(0, 2).toString(), 'PK')

  await becomes(() => named(page, 'take').isDisabled(), true)
  await named(page, 'skip-bad').click()
  await named(page, 'take').click()
  await named(page, 'publish').click()
  await agree(page).click()
  await named(page, 'version-1').waitFor()
  await look(page, 'register-published')

  // most of it goes: that is asked for twice
  await tab(page, 'import')
  await named(page, 'mode-replace').click()
  await upload(page, file('less.csv', [['编号', '名称', '类别', '经度', '纬度'], ...rows.slice(0, 30), ['N', 'New', 'SC', 122.9, 33.4]]))
  await named(page, 'vanish').click()
  await named(page, 'take').click()
  await becomes(() => named(page, 'count-removed').innerText(), /10/)
  await becomes(() => named(page, 'publish').isDisabled(), true)
  await look(page, 'register-draft')
  await named(page, 'count-added').click()
  await named(page, 'diff-removed').first().waitFor({ state: 'detached' })
  await becomes(() => named(page, 'diff-added').count(), 1)
  await named(page, 'publish-vanish').click()
  await page.locator('input[data-test=note]').fill('ten less')
  await named(page, 'publish').click()
  await agree(page).click()
  await named(page, 'version-2').waitFor()

  await named(page, 'compare-2').click()
  await named(page, 'diff-removed').first().waitFor()
  await becomes(() => named(page, 'diff-removed').count(), 10)
  await look(page, 'register-diff')
  await tab(page, 'versions')
  await named(page, 'make-current-1').click()
  await agree(page).click()
  await named(page, 'make-current-2').waitFor()
  assert.equal((await ask('/registers/a%2Fb')).current, 1)
  const exporting = page.waitForEvent('download')
  await named(page, 'export-2-csv').click()
  assert.match(readFileSync(await (await exporting).path(), 'utf8'), /N,New,SC/)
  await close()
})

test('what is no list is refused with a sentence, headings can be explained', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await page.goto(`${county.address}/register?register=demo`)
  await page.locator('input[data-test=file]').setInputFiles(file('none.csv', [['甲', '乙'], ['1', '2']]))
  await named(page, 'fault').waitFor()
  await becomes(() => named(page, 'report').count(), 0)
  await named(page, 'columns').locator('input[data-test=heading]').fill('甲')
  await named(page, 'add-heading').click()
  await named(page, 'column-甲').waitFor()
  await look(page, 'register-refused')
  await close()
})

test('a long list can be stopped', async () => {
  const { page, close } = await browse()
  await page.goto(`${county.address}/register`)
  await page.route('**/imports?**', (route) => setTimeout(() => route.abort().catch(() => {}), 60_000))
  await page.locator('input[data-test=file]').setInputFiles(file('long.csv', [['编号', '名称', '类别'], ['1', 'x', 'SC']]))
  await named(page, 'stop').click()
  await named(page, 'check').waitFor()
  await becomes(() => named(page, 'fault').count(), 0)
  await close()
})

test('a phone shows all of it, without scrolling sideways', async () => {
  const { page, close } = await browse({ size: phone })
  await page.goto(`${county.address}/register?register=demo`)
  await named(page, 'drop').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await upload(page, file('phone.csv', [['编号', '名称', '类别', '经度', '纬度'], ...(await shifted()).slice(0, 200)]))
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'register-phone')
  await tab(page, 'versions')
  await named(page, 'version-1').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'register-phone-versions')
  await close()
})

test('without WebGL the numbers remain', async () => {
  const { page, close } = await browse({ lang: 'en', args: ['--disable-3d-apis'] })
  await page.goto(`${county.address}/register?register=demo`)
  await upload(page, file('flat.csv', [['编号', '名称', '类别', '经度', '纬度'], ...(await shifted())]))
  await named(page, 'datum-wrong').waitFor()
  await named(page, 'no-map').waitFor()
  await close()
})
