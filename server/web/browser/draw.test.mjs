// The Draw page and the page of one draw: practice, an official draw from its
// commitment to its end, reserves, and what the public sees of all that.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways, serve } from './house.mjs'

const folder = mkdtempSync(join(tmpdir(), 'sitedraw-'))
const data = join(folder, 'data')
let county

before(async () => { county = await demo('--data', data) })
after(async () => {
  await county.stop()
  rmSync(folder, { recursive: true })
})

const at = (page, name) => page.locator(`[data-test=${name}]`)
const yes = (page) => page.locator('[data-test=yes]:visible') // of the dialog that is open
const mains = (page) => at(page, 'picks').locator('[data-test=pick-main]')

/** Opens the Draw page and chooses a plan whose forecast has come. */
async function choose(page, plan) {
  await page.goto(`${county.address}/draw`)
  await at(page, 'enough').waitFor()
  await at(page, 'plan').selectOption(plan)
  await at(page, 'forecast').getByText('zcgd').or(at(page, 'forecast').getByText('roads')).first().waitFor()
}

/** A time of the reader's own clock as datetime-local has it. */
function inHours(hours) {
  const t = new Date(Date.now() + hours * 3_600_000)
  return new Date(t.getTime() - t.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

test('a typed seed makes a practice draw, with its picks in a table and as files', async () => {
  const { page, close } = await browse()
  await choose(page, 'sanitary-county')
  await at(page, 'practice').click()
  await page.locator('input[data-test=seed]').fill('七')
  await page.locator('input[data-test=title]').fill('演练一次')
  await look(page, 'draw-zh')
  await at(page, 'draw').click()
  await page.waitForURL('**/draws/33')
  await page.getByRole('heading', { name: '№ 33 演练一次' }).waitFor()
  await at(page, 'label').waitFor()
  await becomes(() => at(page, 'kind').textContent(), '演练')
  await becomes(() => mains(page).count(), 17)
  await becomes(() => at(page, 'picks').locator('[data-test=pick-reserve]').count(), 14)
  await at(page, 'seed').waitFor({ state: 'attached' })
  await becomes(() => at(page, 'seed').textContent(), '七')

  await page.locator('input[data-test=search]').fill('市场')
  await becomes(async () => (await mains(page).count()) < 17, true)
  await page.locator('input[data-test=search]').fill('')

  const [table] = await Promise.all([page.waitForEvent('download'), at(page, 'file-xlsx').click()])
  assert.equal(table.suggestedFilename(), 'draw-33.xlsx')
  const [record] = await Promise.all([page.waitForEvent('download'), at(page, 'file-record').click()])
  assert.equal(record.suggestedFilename(), 'draw-33-record.json')

  await at(page, 'recompute').click()
  await at(page, 'held').waitFor()
  await look(page, 'drawn-recomputed-zh')

  await page.locator('[data-test=map] [data-ready=true]').waitFor()
  await mains(page).first().click()
  await at(page, 'picks').locator('.chosen').waitFor()
  await becomes(() => at(page, 'map').locator('[data-test=fault]').count(), 0)
  await look(page, 'drawn-practice-zh')
  await close()
})

test('an official draw is made, released, gets a reserve, is concluded and withdrawn', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await choose(page, 'sanitary-county')
  await page.locator('input[data-test=release]').fill(inHours(30))
  await look(page, 'draw-en')
  await at(page, 'draw').click()
  await at(page, 'confirm').waitFor()
  await look(page, 'draw-confirm-en')
  await yes(page).click()
  await page.waitForURL('**/draws/34')
  await becomes(() => at(page, 'state').textContent(), 'Not released')
  await becomes(() => at(page, 'left').textContent(), /^1 d \d\d:\d\d:\d\d$/)
  await becomes(() => mains(page).count(), 17)

  await at(page, 'release').click()
  await yes(page).click()
  await page.getByText('The drawn sites are public.').waitFor()
  await becomes(() => at(page, 'state').textContent(), 'Released')

  const first = await mains(page).first().locator('.name').textContent()
  await mains(page).first().getByRole('button', { name: 'Open reserve' }).click()
  await at(page, 'code-no-access').click()
  await look(page, 'reserve-en')
  await yes(page).click()
  await at(page, 'opened').waitFor()
  await mains(page).first().getByText(/stands in for it: No access/).waitFor()
  await at(page, 'picks').getByText(`in place of ${first}`).waitFor()
  await becomes(() => mains(page).first().getByRole('button', { name: 'Open reserve' }).count(), 0)
  await look(page, 'drawn-en')

  await at(page, 'conclude').click()
  await yes(page).click()
  await page.getByText('Everything is public').waitFor()

  await at(page, 'withdraw').click()
  await becomes(() => yes(page).isDisabled(), true)
  await page.locator('textarea[data-test=reason]').fill('点位库有误')
  await yes(page).click()
  await at(page, 'withdrawn').getByText('点位库有误').waitFor()
  await becomes(() => at(page, 'state').textContent(), 'Withdrawn')
  await becomes(() => at(page, 'withdraw').count(), 0)
  await close()
})

test('a draw that the network lost on its way is made once', async () => {
  const { page, close } = await browse({ lang: 'en' })
  await choose(page, 'sanitary-county')
  await at(page, 'practice').click()
  await page.locator('input[data-test=seed]').fill('eight')
  let lost = 0
  await page.route('**/api/v1/draws', async (route) => {
    if (route.request().method() !== 'POST' || lost++) return route.continue()
    await route.fetch() // the server makes it, its answer is lost
    return route.fulfill({ status: 503, body: 'busy' })
  })
  await at(page, 'draw').click()
  await at(page, 'fault').waitFor()
  await at(page, 'draw').click()
  await page.waitForURL('**/draws/35')
  assert.equal(lost, 2)
  await close()
})

test('a phone has room for it, and a browser without WebGL has the table', async () => {
  const { page, close } = await browse({ size: phone, args: ['--disable-3d-apis'] })
  await page.goto(`${county.address}/draws/1`)
  await mains(page).first().waitFor()
  await becomes(() => mains(page).count(), 131)
  await at(page, 'no-map').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'drawn-phone')
  await page.goto(`${county.address}/draw`)
  await at(page, 'enough').waitFor()
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'draw-phone')
  await close()
})

test('before the release the public sees the commitment and when it will be released', async () => {
  const { page, close } = await browse()
  await choose(page, 'sanitary-county')
  await page.locator('input[data-test=release]').fill(inHours(2))
  await at(page, 'draw').click()
  await yes(page).click()
  await page.waitForURL('**/draws/36')
  await mains(page).first().waitFor()
  const commitment = await at(page, 'commitment').textContent()
  await close()
  await county.stop()

  county = await serve(data) // the same county, to which nobody is the office any more
  const origin = new URL(county.address).origin
  const stranger = await browse({ size: phone, lang: 'en' })
  await stranger.page.goto(`${origin}/draws/36`)
  await at(stranger.page, 'left').waitFor()
  await becomes(() => at(stranger.page, 'commitment').textContent(), commitment)
  assert.equal(await at(stranger.page, 'picks').count(), 0)
  assert.equal(await at(stranger.page, 'files').count(), 0)
  assert.equal(await at(stranger.page, 'release').count(), 0)
  await becomes(() => scrollsSideways(stranger.page), false)
  await look(stranger.page, 'drawn-sealed-phone')

  await stranger.page.goto(`${origin}/draws/34`) // withdrawn, and still there
  await at(stranger.page, 'withdrawn').waitFor()
  await becomes(() => mains(stranger.page).count(), 17)
  assert.equal(await at(stranger.page, 'file-sheets').count(), 0)

  await stranger.page.goto(`${origin}/draws/33`)
  await at(stranger.page, 'stage').getByText('Sign in to see it').waitFor()
  await stranger.page.goto(`${origin}/draws/99`)
  await at(stranger.page, 'fault').waitFor()
  await stranger.close()
})
