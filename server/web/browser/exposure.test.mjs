// The pages of chances and scores: how likely sites are drawn, what a unit is told, what
// an inspection says of the whole county, and what the next draws would score.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'
import { workbook } from './workbook.mjs'

let county
before(async () => (county = await demo()))
after(() => county.stop())

const at = (page, name) => page.locator(`[data-test=${name}]`)
const tab = (page, name) => page.locator(`#tab-${name}`).click()
const rows = (page, by) => at(at(page, `table-${by}`), 'row')
const chances = (page, by) => at(at(page, `table-${by}`), 'chance').allInnerTexts()

async function ask(path, method = 'GET', body = undefined) {
  const init = { method, headers: { 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) }
  const answer = await fetch(`${county.address}/api/v1${path}`, init)
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return answer.json()
}

/** Opens the page for a plan and has the chances worked out, unless they are. */
async function open(page, plan, query = '') {
  await page.goto(`${county.address}/exposure?plan=${plan}${query}`)
  await at(page, 'none').or(at(page, 'unit-sentence')).first().waitFor()
  if (await at(page, 'none').count()) await at(page, 'work-out').click()
  await at(page, 'unit-sentence').waitFor({ timeout: 120_000 })
}

/** Results of the main picks of a draw, as an office has them. */
async function resultsOf(draw) {
  const { picks } = await ask(`/draws/${draw}/picks`)
  const ids = [...new Set(picks.filter((p) => p.role === 'main').map((p) => p.site.id))]
  const lines = ids.map((id, i) => `${id},${4 + (i % 5)},8,2026-11-${16 + (i % 3)}`)
  return { ids, file: (list = lines) => ({ name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from(['点位编号,达标项,检查项,检查日期', ...list].join('\n')) }), lines }
}

/** Opens the score of a draw and chooses a table. */
async function choose(page, draw, file) {
  await page.goto(`${county.address}/draws/${draw}`)
  await at(page, 'open-score').click()
  await page.locator('input[data-test=results-file]').setInputFiles(file)
  await becomes(() => at(page, 'results').innerText(), /results\.csv/)
}

test('chances of two stages are exact, told in both languages, and saved', async () => {
  for (const [lang, town, exact] of [['zh', '立春', '精确'], ['en', '立春', 'exact']]) {
    const { page, close } = await browse({ lang })
    await open(page, 'township-village')
    await page.locator('[data-ready=true]').waitFor()
    await becomes(() => page.locator('img[data-test=chart]').evaluate((img) => img.complete && img.naturalWidth > 0), true)
    await look(page, `exposure-${lang}`)
    await at(page, 'basis').locator('summary').click()
    await becomes(() => at(page, 'kind-exact').innerText(), /3,222/)
    await becomes(() => at(page, 'kind-estimated').count(), 0)

    await tab(page, 'site')
    await becomes(async () => (await chances(page, 'site'))[0], '8.3 %')
    await becomes(async () => (await rows(page, 'site').first().innerText()).includes(exact), true)
    await at(at(page, 'table-site'), 'least').click()
    await becomes(async () => Number.parseFloat((await chances(page, 'site'))[0]) < 0.5, true)
    await at(at(page, 'table-site'), 'search').fill(town)
    await becomes(async () => (await at(at(page, 'table-site'), 'hits').innerText()).includes('3,222'), false)
    await tab(page, 'stages')
    await at(page, 'ratio').waitFor()
    await look(page, `exposure-stages-${lang}`)
    await close()
  }
  const { page, close } = await browse({ lang: 'en' })
  await open(page, 'township-village')
  for (const [format, has] of [['csv', '990100-SC-0001'], ['json', '"total"'], ['geojson', 'FeatureCollection'], ['svg', '<svg']]) {
    const [file] = await Promise.all([page.waitForEvent('download'), at(page, `file-${format}`).click()])
    assert.ok(readFileSync(await file.path(), 'utf8').includes(has), format)
  }
  await tab(page, 'township')
  const [file] = await Promise.all([page.waitForEvent('download'), at(page, 'file-csv').click()])
  assert.ok(!readFileSync(await file.path(), 'utf8').includes('990100-SC-0001'), 'the table that is shown')
  await close()
})

test('rounds add up, and the address keeps what is shown', async () => {
  const { page, close } = await browse()
  await open(page, 'township-village')
  await tab(page, 'township')
  const [once] = (await chances(page, 'township')).map(Number.parseFloat)
  await at(page, 'rounds').fill('12')
  const wanted = 100 * (1 - (1 - once / 100) ** 12)
  await becomes(async () => Math.abs(Number.parseFloat(await at(page, 'in-rounds').first().innerText()) - wanted) < 0.6, true)
  await at(page, 'likeliest').click()
  await at(page, 'card').waitFor()
  await becomes(() => at(page, 'card-chance').innerText(), /\d %/)
  const shown = page.url()
  assert.match(shown, /plan=township-village&site=/)
  await page.waitForTimeout(800) // the map flies there
  await look(page, 'exposure-card')
  await page.goto(shown.replace('/exposure?', '/map?'))
  await becomes(() => at(page, 'card-chance').innerText(), /\d %/)
  await becomes(() => at(page, 'chances').innerText(), /抽一个乡镇/)
  await close()
})

test('work that takes its time is stopped, and what is counted says ± what', async () => {
  const { page, close } = await browse()
  const category = ['LD', 'WMSJ', 'XZC', 'XQ', 'GJZD'] // many sites, and many picks: minutes
  await ask('/plans/long', 'PUT', { name: 'long', steps: [{ id: 'many', category, method: 'map', n: 400 }] })
  await page.goto(`${county.address}/exposure?plan=long`)
  await at(page, 'none').waitFor()
  await at(page, 'work-out').click()
  await at(page, 'progress').waitFor()
  await becomes(() => at(page, 'progress').innerText(), /\d/)
  await look(page, 'exposure-progress')
  await at(page, 'cancel').click()
  await at(page, 'none').waitFor()
  await becomes(() => at(page, 'fault').count(), 0)
  await ask('/plans/toilets', 'PUT', { name: 'toilets', steps: [{ id: 'gc', category: ['GGCS'], method: 'map', n: 6 }] })
  await open(page, 'toilets')
  await at(page, 'basis').locator('summary').click()
  await becomes(() => at(page, 'kind-estimated').innerText(), /54 .*0\.5 /)
  await tab(page, 'site')
  await becomes(() => rows(page, 'site').first().innerText(), /± 0\.\d/)
  await tab(page, 'never')
  await becomes(async () => (await at(page, 'never').locator('summary').count()) > 10, true)
  await tab(page, 'chief')
  await at(page, 'chiefs').click()
  await rows(page, 'chief').first().waitFor({ timeout: 120_000 })
  await close()
})

test('a unit is told of itself first, without the road chiefs of others', async () => {
  const { link } = await ask('/users', 'POST', { login: 'town', name: '李', role: 'unit', unit: '谷雨镇人民政府' })
  await ask('/registers/demo/versions/1/exposure', 'POST', { plan: 'township-village' })
  const { page, close } = await browse()
  await page.goto(county.address + new URL(link).pathname)
  await page.locator('input[data-test=password]').fill('correct horse battery')
  await page.locator('input[data-test=again]').fill('correct horse battery')
  await at(page, 'use').click()
  await page.waitForURL('**/map')
  await open(page, 'township-village')
  await becomes(() => at(page, 'unit-sentence').innerText(), /^谷雨镇人民政府\s+这一轮，80 个点位中至少抽中一个的可能性是 8\.3 % ?（精确）/)
  await becomes(() => at(page, 'unit-sentence').innerText(), /谷雨镇被抽为考察乡镇： ?8\.3 %/)
  await becomes(() => at(page, 'unit').count(), 0)
  await becomes(async () => (await at(page, 'hits').first().innerText()), '共 80 项')
  await look(page, 'exposure-unit')
  await page.goto(`${county.address}/draws/1`) // official: its score is the office's
  await at(page, 'kind').waitFor()
  await becomes(() => at(page, 'open-score').count(), 0)
  await close()
})

test('a plan that draws by size says so wherever it is used', async () => {
  await ask('/plans/weighted', 'PUT', { name: 'weighted', steps: [{ id: 'estates', category: ['XQ'], method: 'pareto', n: 5 }] })
  const { number } = await ask('/draws', 'POST', { register: 'demo', version: 1, plan: 'weighted', practice: true })
  const { page, close } = await browse({ lang: 'en' })
  await open(page, 'weighted')
  await becomes(() => at(page, 'weighted').innerText(), /WEIGHTED.*estates/)
  await page.goto(`${county.address}/draws/${number}`)
  await becomes(() => at(page, 'weighted').innerText(), /WEIGHTED.*estates/)
  await page.goto(`${county.address}/draw`)
  await at(page, 'forecast').waitFor()
  await becomes(() => at(page, 'weighted').count(), 0)
  await close()
})

test('a phone has it in one column, and without WebGL the tables tell all', async () => {
  const { page, close } = await browse({ size: phone, args: ['--disable-3d-apis'] })
  await open(page, 'township-village')
  await at(page, 'no-map').waitFor()
  await tab(page, 'site')
  await rows(page, 'site').first().waitFor()
  await becomes(() => scrollsSideways(page), false)
  await at(page, 'table-site').scrollIntoViewIfNeeded()
  await look(page, 'exposure-phone')
  await rows(page, 'site').first().click()
  await becomes(() => at(page, 'card-chance').innerText(), '8.3 %')
  await close()
})

test('a table of results becomes a score with its error, and what is wrong is told', async () => {
  const { ids, file, lines } = await resultsOf(1)
  const { page, close } = await browse({ lang: 'en' })
  await choose(page, 1, file())
  await page.locator('input[data-test=questionnaire]').fill('17.5')
  await at(page, 'estimate-go').click()
  await at(page, 'estimate').waitFor({ timeout: 120_000 })
  await becomes(() => at(page, 'headline').innerText(), /would score \d+\.\d ± \d+\.\d of 40 points/)
  await becomes(() => at(page, 'score-bundle').count(), 1)
  await becomes(async () => (await at(page, 'score-category').count()) >= 31, true)
  await at(page, 'note-borrowed').waitFor()
  await at(page, 'open-score').evaluate((summary) => summary.scrollIntoView())
  await look(page, 'score-en')
  await page.getByRole('button', { name: '中文' }).click()
  await choose(page, 1, file(lines.slice(1)))
  await at(page, 'estimate-go').click()
  await becomes(() => at(page, 'headline').innerText(), /预计得 \d+\.\d ± \d+\.\d 分（满分 40）/)
  await look(page, 'score-zh')
  await becomes(() => at(page, 'note-missing').innerText(), new RegExp(ids[0]))
  const [saved] = await Promise.all([page.waitForEvent('download'), at(page, 'score-csv').click()])
  assert.match(readFileSync(await saved.path(), 'utf8'), /各类市场/)
  await page.setViewportSize(phone)
  await at(page, 'estimate').locator('table').evaluate((table) => table.scrollIntoView())
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'score-phone')
  await choose(page, 1, file([...lines.slice(1), `${ids[0]},9,8,2026-11-16`, lines[1]]))
  await at(page, 'estimate-go').click()
  await becomes(() => at(page, 'fault').innerText(), /第 \d+ 行/)
  await look(page, 'score-wrong')
  await becomes(() => scrollsSideways(page), false)
  await close()
})

test('the next draws: how the score varies, and what to repair first', async () => {
  const { file, lines } = await resultsOf(1)
  const { page, close } = await browse()
  await choose(page, 1, file())
  await at(page, 'what-if-go').click()
  await at(page, 'what-if-result').waitFor({ timeout: 120_000 })
  await becomes(() => at(page, 'what-if-headline').innerText(), /下一次抽查.*平均得 \d+\.\d 分/)
  await becomes(() => at(page, 'repair').count(), 10)
  await becomes(() => page.locator('img[data-test=what-if-chart]').evaluate((img) => img.complete && img.naturalWidth > 0), true)
  await at(page, 'what-if-headline').evaluate((line) => line.scrollIntoView())
  await look(page, 'what-if-zh')
  await page.setViewportSize(phone)
  await at(page, 'repair').first().evaluate((row) => row.scrollIntoView({ block: 'center' }))
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'what-if-phone')
  const headline = await at(page, 'what-if-headline').innerText()
  await page.locator('input[data-test=results-file]').setInputFiles({ name: 'results.xlsx', mimeType: 'application/zip', buffer: workbook(['点位编号,达标项,检查项,检查日期', ...lines]) })
  await at(page, 'what-if-go').click()
  await at(page, 'what-if-result').waitFor({ timeout: 120_000 })
  assert.equal(await at(page, 'what-if-headline').innerText(), headline)
  await page.locator('input[data-test=results-file]').setInputFiles({ name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from('点位编号,得分\n无此点位,2\n') })
  await at(page, 'what-if-go').click()
  await becomes(() => at(page, 'fault').innerText(), /第 \d+ 行/)
  await close()
})
