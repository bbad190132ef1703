import { expect, test } from 'vitest'

import { complete, partOf, type Part } from './part'

test('a file is known by how it begins, else by its name', () => {
  const cases: [string, string, Part][] = [
    ['draw-1.zip', 'PK\u0003\u0004', 'bundle'],
    ['download', 'PK\u0003\u0004', 'bundle'],
    ['record.json', '{"frame":{"digest":"00","sites":2},"picks":[', 'record'],
    ['frame.ndjson', '{"area":"990100002007","category":"BGJD","geometry":{', 'frame'],
    ['frame.txt', '{"area":"990100002007","category":"BGJD","geometry":{', 'frame'],
    ['empty.ndjson', '', 'frame'],
    ['plan.json', '{"name":"markets","steps":[{"category":["MS"]', 'plan'],
    ['plan.yaml', '# County plan\nname: county', 'plan'],
    ['letter.txt', 'Dear office', 'record'],
  ]
  for (const [name, head, want] of cases) expect(partOf(name, head), name).toBe(want)
})

test('a bundle stands alone, a record wants its frame', () => {
  const cases: [Part[], boolean][] = [
    [[], false],
    [['bundle'], true],
    [['bundle', 'record'], false],
    [['record'], false],
    [['record', 'frame'], true],
    [['plan', 'record', 'frame'], true],
    [['record', 'record', 'frame'], false],
  ]
  for (const [given, want] of cases) expect(complete(given), given.join()).toBe(want)
})
