// Sign in, the first-start link, the change of a password, the public list of draws.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways, serve } from './house.mjs'

test('the list of draws speaks both languages', async () => {
  const county = await demo()
  try {
    for (const [lang, title] of [['zh', '抽签公示'], ['en', 'Public list of draws']]) {
      const { page, close } = await browse({ lang })
      await page.goto(county.address)
      await page.getByRole('heading', { name: title }).waitFor()
      await page.locator('[data-test=draws] tbody tr').first().waitFor()
      await becomes(() => page.locator('[data-test=draws] tbody tr').count(), 32) // two, and the rounds of half a year
      await look(page, `draws-${lang}`)
      await close()
    }
    const { page, close } = await browse({ size: phone })
    await page.goto(county.address)
    await page.locator('[data-test=draws] tbody tr').first().waitFor()
    await becomes(() => scrollsSideways(page), false)
    await look(page, 'draws-phone')
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Public list of draws' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Public list of draws' }).waitFor()
    await close()
  } finally {
    await county.stop()
  }
})

test('the first account, signing in, another password', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitedraw-'))
  const server = await serve(join(folder, 'data'))
  const { page, close } = await browse({ lang: 'en' })
  const field = (name) => page.locator(`input[data-test=${name}]`)
  try {
    const link = new URL(server.address)
    await page.goto(link.href)
    await field('login').fill('office')
    await field('name').fill('王芳')
    await field('password').fill('correct horse battery')
    await field('again').fill('correct horse battery')
    await look(page, 'link')
    await page.locator('[data-test=use]').click()
    await page.waitForURL('**/map')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()

    await page.goto(`${link.origin}/register`)
    await page.waitForURL('**/sign-in?to=/register')
    await field('login').fill('office')
    await field('password').fill('wrong')
    await page.locator('[data-test=enter]').click()
    await page.locator('[data-test=fault]').waitFor()
    await look(page, 'sign-in')
    await field('password').fill('correct horse battery')
    await page.locator('[data-test=enter]').click()
    await page.waitForURL(`${link.origin}/register`)

    await page.goto(`${link.origin}/sign-in`)
    await field('old').fill('correct horse battery')
    await field('new').fill('another horse battery')
    await field('again').fill('another horse battery')
    await page.locator('[data-test=change]').click()
    await page.locator('[data-test=changed]').waitFor()
    await close()
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
})
