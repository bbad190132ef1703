import { expect, test } from 'vitest'

import type { Basis, CategoryScores, Estimate } from '../../api/score'
import { interval, namedWith, percentOf, points, remarksOf } from './scores'

const category = (code: string, results: number, basis: Basis, more: Partial<CategoryScores> = {}): CategoryScores => ({
  code, name: code === 'SC' ? '市场' : '', sites: 51, share: 0.03, filled: false, results, missing: 0,
  hajek: results ? { value: 0.745, low: basis === 'not-estimable' ? null : 0.7, high: basis === 'not-estimable' ? null : 0.79, df: 3, basis } : null, ...more,
})

test('scores are told with one decimal, and no interval is told as none', () => {
  expect(points(29.84)).toBe('29.8')
  expect(percentOf(0.745)).toBe('74.5 %')
  expect(interval(category('SC', 3, 'design').hajek!)).toBe('70.0–79.0')
  expect(interval(category('SC', 3, 'not-estimable').hajek!)).toBe('')
})

test('what limits a figure is said', () => {
  expect(remarksOf(category('SC', 3, 'design'))).toEqual([])
  expect(remarksOf(category('SC', 1, 'borrowed', { missing: 2 }))).toEqual(['borrowed', 'missing'])
  expect(remarksOf(category('SC', 0, 'design', { filled: true, missing: 2 }))).toEqual(['filled'])
  expect(remarksOf(category('SC', 0, 'design'))).toEqual(['empty'])
  const all = category('SC', 51, 'design')
  expect(remarksOf({ ...all, hajek: { ...all.hajek!, low: 0.745, high: 0.745 } })).toEqual(['census'])
})

test('categories are named by what limits them', () => {
  const estimate = { categories: [category('SC', 1, 'borrowed'), category('XX', 1, 'borrowed'), category('YY', 3, 'design')] } as Partial<Estimate> as Estimate
  expect(namedWith(estimate, 'borrowed')).toEqual(['市场', 'XX'])
})
