// What else the page of chances tells of a plan: rounds up to a date, what a map shows
// and the register lacks, other ways to draw, and the audit of the office.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'

let county
before(async () => {
  county = await demo()
  await ask('/plans/toilets', 'PUT', { name: 'toilets', steps: [{ id: 'gc', category: ['GGCS'], method: 'map', n: 2 }] })
})
after(() => county.stop())

const at = (page, name) => page.locator(`[data-test=${name}]`)

async function ask(path, method = 'GET', body = undefined, type = 'application/json') {
  const init = { method, headers: { 'Content-Type': type }, ...(body && { body: type === 'application/json' ? JSON.stringify(body) : body }) }
  const answer = await fetch(`${county.address}/api/v1${path}`, init)
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return answer.json()
}

/** Opens the page for a plan and has the chances worked out, unless they are. */
async function open(page, plan) {
  await page.goto(`${county.address}/exposure?register=demo&plan=${plan}`)
  await at(page, 'none').or(at(page, 'unit-sentence')).first().waitFor()
  if (await at(page, 'none').count()) await at(page, 'work-out').click()
  await at(page, 'unit-sentence').waitFor({ timeout: 120_000 })
}

/** What a map provider has: some of the register's toilets, and two that it lacks. */
async function provider() {
  const { items } = await ask('/registers/demo/sites?category=GGCS&limit=100&version=1&fields=id,name,position')
  const located = items.filter((s) => s.position)
  const line = (id, name, [lon, lat]) => `${id},${name},GGCS,${lon.toFixed(6)},${lat.toFixed(6)}`
  const [lon, lat] = located[0].position
  const rows = [...located.slice(0, 30).map((s, i) => line(`P${i}`, s.name, s.position)), line('990100-SC-0001', '河滨新公厕', [lon + 0.02, lat + 0.02]), line('N2', '站前新公厕', [lon - 0.03, lat])]
  await ask('/registers', 'POST', { id: 'phone', name: '地图导出' })
  await ask('/registers/phone/imports?filename=phone.csv', 'POST', `编号,名称,类别,经度,纬度\n${rows.join('\n')}\n`, 'text/csv')
  await ask('/registers/phone/versions', 'POST', {})
}

test('rounds up to a date are counted by the calendar, and all figures follow', async () => {
  const { page, close } = await browse()
  await open(page, 'township-village')
  await at(page, 'by-date').click()
  await at(page, 'until').fill('2027-02-28')
  await at(page, 'from').fill('2027-01-01')
  await at(page, 'every').fill('14')
  await at(page, 'count').click()
  await becomes(() => at(page, 'counted').innerText(), /到 2027-02-28 共 5 轮/)
  await becomes(() => at(page, 'unit-sentence').innerText(), /到 2027-02-28 为止的 5 轮之内/)
  await becomes(() => at(page, 'rounds').inputValue(), '5')
  await at(page, 'rule').selectOption('weekdays')
  await becomes(() => at(page, 'counted').count(), 0)
  await at(page, 'mon').check()
  await at(page, 'count').click()
  await becomes(() => at(page, 'counted').innerText(), /共 17 轮/) // nine Fridays, eight Mondays
  await at(page, 'rule').selectOption('dates')
  for (const day of ['2027-01-08', '2027-03-05']) {
    await at(page, 'add-date').fill(day)
    await at(page, 'add-date').dispatchEvent('change')
  }
  await at(page, 'count').click()
  await becomes(() => at(page, 'counted').innerText(), /共 1 轮/)
  await at(page, 'rule').selectOption('days')
  await at(page, 'until').fill('2026-12-31')
  await at(page, 'count').click()
  await becomes(() => at(page, 'counted').innerText(), '到那一天还没有一轮。')
  await at(page, 'rounds').fill('12')
  await becomes(() => at(page, 'unit-sentence').innerText(), /今后 12 轮之内/)
  await look(page, 'tools-calendar')
  await close()
})

test('what a map shows and the register lacks is a table, and marked on the map', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await open(page, 'toilets')
  await at(page, 'open-off').click()
  await at(page, 'off-no-map').waitFor()
  await provider()
  await open(page, 'toilets')
  await at(page, 'open-off').click()
  await at(page, 'off-go').click()
  await at(page, 'off-step').waitFor({ timeout: 120_000 })
  await becomes(() => at(page, 'off-step').innerText(), /the map shows 32 places, of which the register lacks 2\. A pick is one of those with [\d.]+ %/)
  await becomes(() => at(page, 'off-site').count(), 2)
  await becomes(() => at(page, 'off-legend').innerText(), /on the map only: 2/)
  await at(page, 'off-site').filter({ hasText: '河滨新公厕' }).getByRole('button').click()
  await becomes(() => at(page, 'off-site').filter({ hasText: '河滨新公厕' }).getAttribute('class'), 'chosen')
  await becomes(() => at(page, 'card').count(), 0) // though the register has a market of this id
  await page.waitForTimeout(1500) // the map flies there
  await look(page, 'tools-off-en')
  await page.getByRole('button', { name: '中文' }).click()
  await at(page, 'unit-sentence').waitFor()
  await becomes(() => at(page, 'off-site').count(), 0)
  await becomes(() => at(page, 'off-legend').count(), 0)
  await open(page, 'township-village')
  await at(page, 'open-off').click()
  await at(page, 'off-go').click()
  await at(at(page, 'off'), 'fault').waitFor() // this plan looks at no map
  await close()
})

test('other ways to draw stand side by side with bars, on a phone too', async () => {
  for (const [lang, said] of [['zh', /分布最均匀的是：(空间均衡|按乡镇分层)/], ['en', /Most evenly spread: (balanced|by township)/]]) {
    const { page, close } = await browse({ lang, size: phone })
    await page.goto(`${county.address}/exposure?register=demo&plan=toilets`)
    await at(page, 'open-compare').click()
    await at(page, 'compare-go').click()
    await at(page, 'compared').waitFor({ timeout: 120_000 })
    await becomes(() => at(page, 'compared').innerText(), said)
    await becomes(() => at(page, 'measure-voronoi').locator('tr').count(), 5)
    const [simple, balanced] = await Promise.all([1, 3].map((i) => at(page, 'measure-voronoi').locator('rect').nth(i).getAttribute('width')))
    assert.ok(Number(balanced) < Number(simple), `${balanced} < ${simple}`)
    await becomes(() => scrollsSideways(page), false)
    await at(page, 'open-compare').evaluate((summary) => summary.scrollIntoView())
    await look(page, `tools-compare-${lang}`)
    if (lang === 'en') {
      const [file] = await Promise.all([page.waitForEvent('download'), at(page, 'compare-csv').click()])
      assert.match(readFileSync(await file.path(), 'utf8'), /balanced/)
    }
    await close()
  }
})

test('the office audits a plan: progress, stopped, and a verdict with the rate of false alarms', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await open(page, 'county-31x131')
  await at(page, 'open-audit').click()
  await at(page, 'audit-draws').fill('100000') // of a large plan: a minute
  await at(page, 'audit-go').click()
  await at(page, 'progress').waitFor()
  await becomes(() => at(page, 'progress').innerText(), /[1-9]/)
  await look(page, 'tools-audit-progress')
  await at(page, 'cancel').click()
  await becomes(() => at(page, 'progress').count(), 0)
  await becomes(() => at(page, 'fault').count(), 0)
  await becomes(() => at(page, 'verdict').count(), 0)
  await open(page, 'township-village')
  await at(page, 'open-audit').click()
  await at(page, 'audit-draws').fill('2000')
  await at(page, 'audit-go').click()
  await at(page, 'verdict').waitFor({ timeout: 120_000 })
  await becomes(() => at(page, 'verdict').innerText(), /PASSED: in 2,000 draws all \d+ counts and all chi-square tests \(1\)/)
  await becomes(() => at(page, 'audit').innerText(), /at most one of 1,000 audits/)
  await becomes(() => at(page, 'audit-step').count(), 2)
  await becomes(() => at(page, 'audit-count').count(), 50)
  await at(page, 'open-audit').evaluate((summary) => summary.scrollIntoView())
  await look(page, 'tools-audit-en')
  const [file] = await Promise.all([page.waitForEvent('download'), at(page, 'audit-json').click()])
  assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).passed, true)
  await page.setViewportSize(phone)
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'tools-audit-phone')
  await open(page, 'toilets')
  await at(page, 'open-audit').click()
  await at(page, 'audit-draws').fill('100')
  await at(page, 'audit-go').click()
  await becomes(() => at(page, 'verdict').innerText(), /Nothing to audit/)
  const failed = {
    draws: 100, alarm: 0.001, passed: false, left: 0, steps: [{ step: 'gc', sites: 2, worst_z: null, failed: 1 }], chi_squares: [{ step: 'gc', p: 1e-9, failed: true }],
    counts: [{ id: 'a', step: 'gc', pi: 0.5, picked: 51, z: 0.2, failed: false }, { id: 'b', step: 'gc', pi: 0, picked: 3, z: null, failed: true }],
  }
  await page.route('**/audit', (route) => route.fulfill({ json: failed }))
  await at(page, 'audit-go').click()
  await becomes(() => at(page, 'verdict').innerText(), /FAILED: in 100 draws 1 of 2 counts .*chi-square tests that failed: 1\. Do not draw/)
  await becomes(() => at(page, 'audit-count').first().innerText(), /^b[^]*∞/)
  await becomes(() => at(page, 'audit-step').innerText(), /DIFFERS/)
  await close()
})
