import { expect, test } from 'vitest'

import { cells, layerOf, timesClass, timesOf } from './layer'

test('fields in quotes hold commas and quotes', () => {
  expect(cells('a,"b, ""c""",,d')).toEqual(['a', 'b, "c"', '', 'd'])
  expect(cells('x')).toEqual(['x'])
  expect(cells('x,')).toEqual(['x', ''])
})

test('the times of sites are the picks of the last kind of rows', () => {
  const csv = '\uFEFF类型,编号,名称,点位数,抽到过的,抽中次数,轮数,首轮,末轮\r\n乡镇,990100101000,"谷雨镇",80,2,3,2,1,2\r\n点位,a,"甲, 乙",1,0,0,0,,\r\n点位,b,丙,1,1,3,3,1,3\r\n'
  expect([...timesOf(csv)]).toEqual([['a', 0], ['b', 3]])
  expect(timesOf('').size).toBe(0)
})

test('what was drawn lies above what never was, and what has no position nowhere', () => {
  const sites = [{ id: 'a', category: 'ZXX', position: [1, 2] as [number, number] }, { id: 'b', category: 'ZXX', position: [1, 2] as [number, number] }, { id: 'c', category: 'ZXX' }]
  const { features } = layerOf(sites, new Map([['a', 0], ['b', 3], ['c', 1]]))
  expect(features.map((f) => f.properties?.['id'])).toEqual(['a', 'b'])
  expect(features[1]?.properties?.['colour']).toBe(timesClass(3).colour)
})

test('classes hold their lower edge', () => {
  expect([0, 1, 2, 3, 5, 6, 90].map((n) => timesClass(n).name)).toEqual(['never', 'once', 'twice', 'more', 'more', 'often', 'often'])
})
