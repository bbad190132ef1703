// The Verify page: what holds, what differs first, and files that are none.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { becomes, browse, demo, look, phone, scrollsSideways } from './house.mjs'

let county
const files = {}

before(async () => {
  county = await demo()
  for (const part of ['bundle', 'record', 'frame']) {
    files[part] = Buffer.from(await (await fetch(`${county.address}/api/v1/draws/1/${part}`)).arrayBuffer())
  }
})
after(() => county.stop())

const at = (page, name) => page.locator(`[data-test=${name}]`)
const give = (page, ...given) => at(page, 'files').setInputFiles(given.map(([name, buffer]) => ({ name, buffer, mimeType: 'application/octet-stream' })))

/** A record in which another site stands in the first pick. */
function forged() {
  const text = files.record.toString('utf8')
  const id = /"id":"([^"]+)"/.exec(text)[1]
  return { id, other: `${id}X`, record: Buffer.from(text.replace(id, `${id}X`)) }
}

test('a bundle holds, each check in its sentence', async () => {
  const { page, close } = await browse()
  await page.goto(`${county.address}/verify`)
  await look(page, 'verify-empty-zh')
  await give(page, ['draw-1.zip', files.bundle])
  await at(page, 'held').waitFor()
  await becomes(async () => (await at(page, 'checked').count()) >= 12, true)
  await becomes(() => at(page, 'difference').count(), 0)
  await look(page, 'verify-held-zh')
  await page.getByRole('button', { name: 'English' }).click()
  await at(page, 'result').getByText('Drawing again gives the same 131 picks.').waitFor()
  await close()
})

test('a forged record: the first member that differs, expected and found', async () => {
  const { id, other, record } = forged()
  const { page, close } = await browse({ lang: 'en' })
  await page.goto(`${county.address}/verify`)
  await give(page, ['record.json', record])
  await at(page, 'lacking').waitFor()
  await give(page, ['frame.ndjson', files.frame])
  await at(page, 'not-held').waitFor()
  await becomes(() => at(page, 'expected').textContent(), id)
  await becomes(() => at(page, 'found').textContent(), other)
  await look(page, 'verify-differs-en')
  await give(page, ['record.json', files.record]) // takes the place of the forged one
  await at(page, 'held').waitFor()
  await becomes(() => at(page, 'given').count(), 2)
  await close()
})

test('files that are none get the server\'s sentence', async () => {
  const { page, close } = await browse({ size: phone, lang: 'en' })
  await page.goto(`${county.address}/verify`)
  await give(page, ['letter.zip', Buffer.from('Dear office')])
  await at(page, 'fault').or(at(page, 'not-held')).waitFor()
  await give(page, ['letter.json', Buffer.from('Dear office')], ['frame.ndjson', files.frame])
  await at(page, 'fault').or(at(page, 'not-held')).waitFor()
  assert.equal(await at(page, 'held').count(), 0)
  await becomes(() => scrollsSideways(page), false)
  await look(page, 'verify-none-phone')
  await close()
})

test('files may be dropped', async () => {
  const { page, close } = await browse()
  await page.goto(`${county.address}/verify`)
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], 'draw-1.zip'))
    return data
  }, files.bundle.toString('base64'))
  await at(page, 'drop').dispatchEvent('drop', { dataTransfer: transfer })
  await at(page, 'held').waitFor()
  await close()
})
