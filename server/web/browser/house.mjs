// What every browser test needs: the built program's demo, and Debian's Chromium.
//
//   SITEDRAW=path of the program node --test server/web/browser/
//
// With SHOTS=folder each look() leaves a picture there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { isDeepStrictEqual } from 'node:util'

const require = createRequire(process.env.PLAYWRIGHT ?? import.meta.url)
const { chromium } = require('playwright-core')

const quiet = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', // a map is drawn without a graphics card
]

export const desktop = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }

// Browsers that a test left open, as it failed: Node would wait for them.
const open = new Set()
afterEach(() => Promise.all([...open].map((browser) => browser.close())))

/** Starts the program and waits for an address that it prints on the output or the error output. */
async function start(args, wanted) {
  const child = spawn(process.env.SITEDRAW ?? 'sitedraw', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const address = await new Promise((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (line) => {
        const found = wanted.exec(line)
        if (found) resolve(found[0])
      })
    }
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}`)))
  })
  const stop = () => new Promise((resolve) => {
    child.on('exit', resolve)
    child.kill('SIGTERM')
  })
  return { address, stop }
}

/** The demo county, whose office everybody on this machine is. */
export const demo = (...more) => start(['demo', '--no-open', '--lang', 'en', '--addr', '127.0.0.1:0', ...more], /http:\/\/[\d.:]+/)

/** A server without anything; its address is the link to the office's first account. */
export const serve = (folder) => start(['serve', '--lang', 'en', '--data', folder, '--addr', '127.0.0.1:0'], /http\S+\/links?\/\S+/)

/** A browser with one page, which fails the test on errors of the page and on what the policy stops. */
export async function browse({ size = desktop, lang = 'zh', zone, args = [] } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...quiet, ...args] })
  open.add(browser)
  browser.on('disconnected', () => open.delete(browser))
  const context = await browser.newContext({ viewport: size, locale: lang === 'en' ? 'en-GB' : 'zh-CN', ...(zone && { timezoneId: zone }) })
  await context.addInitScript((chosen) => localStorage.setItem('sitedraw.language', localStorage.getItem('sitedraw.language') ?? chosen), lang)
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text())) faults.push(message.text())
  })
  const close = async () => {
    await browser.close()
    if (faults.length) throw new Error(`the page had errors:\n${faults.join('\n')}`)
  }
  return { page, context, close }
}

/**
 * Waits until what a page says equals, or matches, what is wanted: it follows an action
 * some time later, and what stood there before may look finished too.
 */
export async function becomes(said, wanted) {
  for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const now = await said()
    if (wanted instanceof RegExp ? wanted.test(now) : isDeepStrictEqual(now, wanted)) return
    if (Date.now() > end) {
      if (wanted instanceof RegExp) assert.match(now, wanted)
      else assert.deepEqual(now, wanted)
    }
  }
}

/** Leaves a picture of the page, if somebody wants to see it. */
export async function look(page, name) {
  const folder = process.env.SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Whether the page as a whole scrolls sideways, which none does in a phone's window. */
export const scrollsSideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)
