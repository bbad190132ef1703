// The Routes page: teams, rules and places on the map become routes by a job, which are
// looked at, saved, planned anew for a team that is late, and repaired with a reserve.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'

let county
before(async () => (county = await demo()))
after(() => county.stop())

const at = (page, name) => page.locator(`[data-test=${name}]`)
const yes = (page) => page.locator('[data-test=yes]:visible')
const input = (page, name) => at(page, name).locator('input')

async function ask(path, options = {}) {
  const answer = await fetch(`${county.address}/api/v1${path}`, options)
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return answer.json()
}

/** Opens the routes of a draw and waits for its form, which comes first while there are none. */
async function open(page, draw) {
  await page.goto(`${county.address}/draws/${draw}/routes`)
  await at(page, 'form').waitFor({ state: 'attached' })
  await at(page, 'roads').locator('option').nth(1).waitFor({ state: 'attached' })
}

/** Names the members of the teams; their homes are the first townships of the list. */
async function fill(page, teams) {
  for (let i = await at(page, 'team').count(); i < teams; i++) await at(page, 'add-team').click()
  for (let i = 0; i < teams; i++) {
    const team = at(page, 'team').nth(i)
    for (let m = 0; m < 2; m++) {
      await at(team, 'member-name').nth(m).fill(`${'甲乙丙'[i]}${m + 1}`)
      await at(team, 'township').nth(m).selectOption({ index: 2 * i + m + 1 })
    }
  }
}

/** Clicks on the map where a place is wanted, in the middle of the county. */
async function aimAtMap(page) {
  await at(page, 'aiming').waitFor()
  const box = await at(page, 'map').locator('canvas').boundingBox()
  await at(page, 'map').locator('canvas').click({ position: { x: box.width / 2, y: box.height / 2 } })
  await at(page, 'aiming').waitFor({ state: 'detached' })
}

/** Waits until a map has come to rest, where somebody wants pictures of it. */
const settled = (page) => process.env.SHOTS && page.waitForTimeout(1500)

/** Has the search end early: the page is tested here, not the solver. */
async function hasten(page, iterations) {
  if (!(await page.locator('input[data-test=iterations]').isVisible())) await at(page, 'more').click()
  await page.locator('input[data-test=iterations]').fill(String(iterations))
}

async function plan(page) {
  await at(page, 'plan').click()
  await at(page, 'facts').waitFor({ timeout: 120_000 })
}

test('a draw gets fair routes on roads, with times, reasons and files', async () => {
  const { page, close } = await browse()
  await page.goto(`${county.address}/draws/1`)
  await at(page, 'routes').click()
  await page.waitForURL('**/draws/1/routes')
  await at(page, 'lack').getByText('成员').waitFor()
  await fill(page, 3)
  await at(page, 'lack').getByText('出发地').waitFor()
  await page.locator('[data-ready=true]').waitFor()
  await look(page, 'routes-form-zh')
  await at(at(page, 'start'), 'aim').click()
  await aimAtMap(page)
  await becomes(() => at(page, 'start').locator('input').nth(1).inputValue(), /^12\d\.\d+, 3\d\.\d+$/)
  await becomes(() => at(page, 'lack').count(), 0)

  await hasten(page, 5000)
  await plan(page)
  await becomes(() => at(page, 'estimated').count(), 0)
  const [shown] = (await ask('/draws/1/routes')).items
  assert.equal(shown.objective, 'fair')
  assert.equal(shown.teams_given.teams.length, 3)
  await becomes(() => at(page, 'row-visit').count(), shown.served)
  await becomes(() => at(page, 'left').count(), shown.left_out)
  await at(page, 'fairness').getByText('最晚返回').waitFor()
  await settled(page)
  await look(page, 'routes-result-zh')

  const [gpx] = await Promise.all([page.waitForEvent('download'), at(page, 'route-gpx').click()])
  assert.match(readFileSync(await gpx.path(), 'utf8'), /<gpx/)
  const [sheet] = await Promise.all([page.waitForEvent('popup'), at(page, 'route-print').click()])
  await sheet.locator('section').first().waitFor()
  await sheet.close()

  await at(page, 'row-visit').nth(1).locator('button').click()
  const amap = at(page, 'phone-links').locator('a').first()
  await becomes(() => amap.getAttribute('href'), /^https:\/\/uri\.amap\.com\//)
  await settled(page)
  await look(page, 'routes-stop-zh')
  await at(page, 'close-stop').click()
  await at(page, 'show-1').uncheck()
  await at(page, 'whole').click()
  await settled(page)
  await look(page, 'routes-hidden-zh')
  await at(page, 'left-out').scrollIntoViewIfNeeded()
  await look(page, 'routes-left-zh')
  await page.getByRole('button', { name: 'English' }).click()
  await at(page, 'left-out').getByText('What would let it in').waitFor()
  await look(page, 'routes-left-en')
  await close()
})

/**
 * Routes of an official draw by the same people, and the place among all visits of a
 * site that has a reserve.
 */
async function withReserve() {
  const json = (body) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const draw = (await ask('/draws', json({ register: 'demo', version: 1, plan: 'sanitary-county' }))).number
  const given = (await ask('/draws/1/routes')).items[0].teams_given
  await ask(`/draws/${draw}/routes`, json({ teams: given, iterations: 2000 }))
  const { picks } = await ask(`/draws/${draw}/picks`)
  const scope = ({ step, within, stratum }) => JSON.stringify([step, within, stratum])
  const scopes = new Set(picks.filter((p) => p.role === 'reserve').map(scope))
  const replaceable = new Set(picks.filter((p) => p.role === 'main' && scopes.has(scope(p))).map((p) => p.site.id))
  const { teams } = await ask(`/draws/${draw}/routes/1`)
  const visits = teams.flatMap((t) => (t.days ?? []).flatMap((d) => d.visits))
  return { draw, visit: visits.findIndex((v) => replaceable.has(v.stop.id)) }
}

test('a late team is planned anew, plans are listed, used again and deleted', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await page.goto(`${county.address}/draws/1/routes`)
  await at(page, 'row-visit').first().waitFor()
  await page.locator('[data-ready=true]').waitFor()
  await at(page, 'replan').locator('summary').click()
  await page.locator('input[data-test=late-at]').fill('11:20')
  await at(at(page, 'late-from'), 'aim').click()
  await aimAtMap(page)
  await look(page, 'routes-late-en')
  await at(page, 'late-plan').click()
  await look(page, 'routes-late-confirm-en')
  await yes(page).click()
  await at(page, 'facts').getByText('In place of plan 1, since a team ran late.').waitFor({ timeout: 120_000 })
  await at(page, 'row-restart').waitFor()
  await settled(page)
  await look(page, 'routes-replanned-en')

  await page.getByRole('tab', { name: 'Plans (2)' }).click()
  await look(page, 'routes-plans-en')
  await at(page, 'drop-1').click()
  await yes(page).click()
  await at(page, 'plan-1').waitFor({ state: 'detached' })
  await at(page, 'again-2').click()
  await at(page, 'form').waitFor()
  await becomes(() => at(page, 'member-name').first().inputValue(), '甲1')
  await close()
})

test('a closed site gets its reserve', async () => {
  const { draw, visit } = await withReserve()
  const { page, close } = await browse({ lang: 'en' })
  await page.goto(`${county.address}/routes`)
  await page.waitForURL(`**/draws/${draw}/routes`) // the newest
  await at(page, 'row-visit').nth(visit).locator('button').click()
  await at(page, 'swap').click()
  await at(page, 'swap-no-access').click()
  await look(page, 'routes-swap-en')
  await yes(page).click()
  await at(page, 'swapped').waitFor({ timeout: 120_000 })
  await look(page, 'routes-swapped-en')
  assert.equal((await ask(`/draws/${draw}`)).openings.length, 1)
  await close()
})

test('without roads it says that times are estimated; a teams file is saved and read', async () => {
  const { page, close } = await browse({ size: phone, lang: 'en' })
  await open(page, 2)
  await fill(page, 2)
  await becomes(() => scrollsSideways(page), false)
  await at(page, 'start').locator('input').nth(1).fill('28.4, 117')
  await at(page, 'start').getByText('Write longitude and latitude').waitFor()
  const { items } = await ask('/registers/demo/sites?limit=1&category=BGJD')
  await at(page, 'start').locator('input').nth(1).fill(items[0].position.join(', '))
  await at(page, 'roads').selectOption('')
  await look(page, 'routes-form-phone')
  const [saved] = await Promise.all([page.waitForEvent('download'), at(page, 'teams-save').click()])
  const file = JSON.parse(readFileSync(await saved.path(), 'utf8'))
  assert.equal(file.teams[1].members[0].name, '乙1')

  const give = (body) => at(page, 'teams-file').setInputFiles({ name: 'teams.json', mimeType: 'application/json', buffer: Buffer.from(body) })
  await give('teams:\n- name: a\n')
  await at(page, 'teams-wrong').waitFor()
  await give(JSON.stringify({ ...file, hours: '08:00-20:00' }))
  await at(page, 'teams-wrong').waitFor({ state: 'detached' })
  await becomes(() => at(page, 'hours').locator('input').first().inputValue(), '08:00')

  await plan(page)
  await at(page, 'estimated').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'routes-result-phone')
  await at(page, 'row-visit').first().locator('button').click()
  await at(page, 'stop').waitFor()
  await settled(page)
  await look(page, 'routes-stop-phone')
  await becomes(() => scrollsSideways(page), false)
  await close()
})

test('a long search can be stopped, and a wrong order gets its sentence', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await open(page, 1)
  await at(page, 'row-visit').first().waitFor()
  await page.getByRole('tab').first().click()
  await hasten(page, 2_000_000)
  await at(page, 'plan').click()
  await at(page, 'progress').waitFor()
  await settled(page)
  await look(page, 'routes-progress-en')
  await at(page, 'cancel').click()
  await at(page, 'plan').waitFor({ timeout: 60_000 })
  await becomes(() => at(page, 'fault').count(), 0)
  assert.equal((await ask('/draws/1/routes')).items.length, 1)
  const file = { ...(await ask('/draws/1/routes')).items[0].teams_given, colour: 'red' } // a member that no teams file has
  await at(page, 'teams-file').setInputFiles({ name: 'teams.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) })
  await at(page, 'plan').click()
  await at(page, 'fault').getByText('colour').waitFor()
  await close()
})

test('without WebGL the tables are there', async () => {
  const { page, close } = await browse({ args: ['--disable-3d-apis'] })
  await page.goto(`${county.address}/draws/1/routes`)
  await at(page, 'row-visit').first().waitFor()
  await at(page, 'no-map').waitFor()
  await close()
})
