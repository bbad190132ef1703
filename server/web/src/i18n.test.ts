import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

type Texts = { [key: string]: string | Texts }

const folder = join(import.meta.dirname, 'locales')

function flat(texts: Texts, at = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') all.set(at + key, value)
    else for (const [k, v] of flat(value, `${at}${key}.`)) all.set(k, v)
  }
  return all
}

function textsOf(lang: string): Map<string, string> {
  const all = new Map<string, string>()
  for (const file of readdirSync(join(folder, lang))) {
    for (const [k, v] of flat(JSON.parse(readFileSync(join(folder, lang, file), 'utf8')) as Texts)) {
      expect(all.has(k), `${lang}/${file}: ${k} stands twice`).toBe(false)
      all.set(k, v)
    }
  }
  return all
}

const zh = textsOf('zh')
const en = textsOf('en')

test('both languages have the same texts', () => {
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
})

test('texts name the same values in both languages', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').sort()
  for (const [key, text] of zh) expect(names(en.get(key) ?? ''), key).toEqual(names(text))
})

test('each language is itself', () => {
  for (const [key, text] of en) if (key !== 'app.other-language') expect(text, key).not.toMatch(/\p{Script=Han}/u)
})

test('every text of a page is there, and each one is used', () => {
  const source = sources(import.meta.dirname)
  const used = [...source.matchAll(/\bt\(\s*['`"]([\w.-]+)['`"]/g)].map((m) => m[1] ?? '')
  for (const key of used) expect(zh.has(key), key).toBe(true)
  for (const key of zh.keys()) {
    const last = key.slice(key.lastIndexOf('.') + 1)
    const stem = last.includes('-') ? last.slice(0, last.indexOf('-') + 1) : last
    const group = key.slice(0, key.lastIndexOf('.') + 1)
    const there = source.includes(key) || source.includes(`${group}\${`) || source.includes(`${group}${stem}\${`)
    expect(there, `${key} is used nowhere`).toBe(true)
  }
})

function sources(dir: string): string {
  let all = ''
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) all += entry.name === 'locales' ? '' : sources(path)
    else if (/\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.test.ts')) all += readFileSync(path, 'utf8')
  }
  return all
}
