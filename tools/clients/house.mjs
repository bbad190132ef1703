// What every test of a client needs: the built program as a server, with the demo
// county and a register of 100,000 sites, and a token to read them.
//
//   SITEDRAW=path of the program PLAYWRIGHT=package.json node --test tools/clients
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { demo, serve } from '../../server/web/browser/house.mjs'
import { county } from './sites.mjs'

export const register = 'many'
export const demoRegister = 'demo'

/** Asks for something and fails unless it is answered. */
export async function ask(url, { method = 'GET', headers = {}, body } = {}) {
  const answer = await fetch(url, { method, headers, body })
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
  return answer
}

const json = { 'Content-Type': 'application/json' }

/** What two teams are to drive, so that routes can be read. */
const routes = {
  teams: {
    dates: ['2026-12-02'],
    hours: '08:00-18:00',
    start: { at: [122.97, 33.47] },
    end: 'start',
    teams: [{ name: '一队', members: ['张三'] }, { name: '二队', members: ['李四'] }],
  },
  objective: 'fair',
  iterations: 1000,
}

class House {
  /** The program at its address; stop ends it. */
  at(address, stop) {
    Object.assign(this, { address, stop, api: `${address}/api/v1`, ogc: `${address}/ogc` })
  }

  /** Sends an order and waits for the end of the work that it begins. */
  async order(path, body, headers = json) {
    const answer = await ask(this.api + path, { method: 'POST', headers: { ...headers, ...this.office }, body })
    if (answer.status !== 202) return answer.json()
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const job = await (await ask(this.address + answer.headers.get('Location'), { headers: this.office })).json()
      if (job.state === 'done') return job.result
      if (job.ended) throw new Error(`${path}: ${JSON.stringify(job)}`)
    }
  }

  /** Puts sites in the place of those that the register has, and publishes them. */
  async publish(sites) {
    await this.order(`/registers/${register}/imports?filename=sites.geojson&mode=replace&yes=true`, JSON.stringify(sites), { 'Content-Type': 'application/geo+json' })
    return this.order(`/registers/${register}/versions`, '{"note":""}')
  }

  /** Puts what there is to read into a folder by the demo, whose office needs no password. */
  async furnish(folder) {
    const { address, stop } = await demo('--data', folder)
    this.at(address, stop)
    try {
      this.sites = county(100_000)
      this.ids = this.sites.features.map((f) => f.id).sort()
      await this.order('/registers', JSON.stringify({ id: register, name: '十万点位' }))
      await this.publish(this.sites)
      await this.order('/draws/1/routes', JSON.stringify(routes))
      const tokenFor = async (...scopes) => (await this.order('/tokens', JSON.stringify({ name: 'clients', scopes }))).token
      this.basic = `gis:${await tokenFor('read')}`
      this.headers = { Authorization: `Basic ${Buffer.from(this.basic).toString('base64')}` }
      this.office = { Authorization: `Bearer ${await tokenFor('read', 'write')}` }
    } finally {
      await stop()
    }
  }

  /** All features of a collection's address, page by page as next says. */
  async all(url) {
    const features = []
    for (let next = url; next;) {
      const page = await (await ask(next, { headers: this.headers })).json()
      features.push(...page.features)
      next = page.links.find((link) => link.rel === 'next')?.href
    }
    return features
  }
}

let house
/** The house, which is built once, with a server that lets nobody in without a token. */
export function open() {
  house ??= (async () => {
    const h = new House(), folder = await mkdtemp(join(tmpdir(), 'sitedraw-'))
    try {
      await h.furnish(folder)
      const { address, stop } = await serve(folder)
      h.at(new URL(address).origin, async () => {
        await stop()
        await rm(folder, { recursive: true })
      })
      return h
    } catch (error) {
      await rm(folder, { recursive: true })
      throw error
    }
  })()
  return house
}
