// @camptocamp/ogc-client, which web pages of administrations read OGC services with.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { OgcApiEndpoint, setFetchOptions } from '@camptocamp/ogc-client'

import { demoRegister, open, register } from './house.mjs'

test('ogc-client reads landing page, collections and items', async () => {
  const house = await open()
  setFetchOptions({ headers: house.headers })
  const endpoint = new OgcApiEndpoint(`${house.ogc}/${register}`)
  assert.equal((await endpoint.info).title, '十万点位')
  assert.equal(await endpoint.hasFeatures, true)
  assert.ok((await endpoint.conformanceClasses).some((one) => one.endsWith('ogcapi-features-1/1.0/conf/core')))

  const names = (await endpoint.allCollections).map((one) => one.name)
  assert.deepEqual(await endpoint.featureCollections, names)
  assert.ok(['sites', 'sites-sc', 'areas', 'roads', 'draws'].every((one) => names.includes(one)), names.join(' '))
  const about = await endpoint.getCollectionInfo('sites')
  assert.equal(about.itemType, 'feature')
  assert.ok(about.crs.some((one) => one.includes('4490') || one.includes('CRS84')), about.crs.join(' '))

  const items = await endpoint.getCollectionItems('sites', 1000)
  assert.deepEqual(items.map((f) => f.id), house.ids.slice(0, 1000))
  const [west, south] = items[0].geometry.coordinates
  const boxed = await endpoint.getCollectionItems('sites', 10, 0, undefined, undefined, [west - 1e-6, south - 1e-6, west + 1e-6, south + 1e-6])
  const points = boxed.filter((f) => f.geometry.type === 'Point') // a surface may lie there too
  assert.deepEqual(points.map((f) => f.id), [items[0].id])
})

test('ogc-client reads every item by its id', async () => {
  const house = await open()
  setFetchOptions({ headers: house.headers })
  const endpoint = new OgcApiEndpoint(`${house.ogc}/${register}`)
  for (const id of house.ids.filter((one) => !/^site-\d+$/.test(one)).slice(0, 150)) {
    assert.equal((await endpoint.getCollectionItem('sites', encodeURIComponent(id))).id, id)
  }
})

test('ogc-client reads every collection of the county', async () => {
  const house = await open()
  setFetchOptions({ headers: house.headers })
  const endpoint = new OgcApiEndpoint(`${house.ogc}/${demoRegister}`)
  for (const { name } of await endpoint.allCollections) {
    const items = await endpoint.getCollectionItems(name, 10_000)
    const wanted = await house.all(`${house.ogc}/${demoRegister}/collections/${name}/items?limit=10000`)
    assert.deepEqual(items, wanted.slice(0, 10_000), name)
    assert.ok((await endpoint.getCollectionInfo(name)).title, name)
  }
})
