import { expect, test } from 'vitest'

import { dayAfter, endKind, hoursOf, hoursText, lackOf, newTeams, positionOf, positionText, put, sentTeams, teamsOf } from './teams'

test('positions are read as people write them, longitude first', () => {
  const cases: [string, [number, number] | undefined][] = [
    ['117.2117, 28.2849', [117.2117, 28.2849]],
    ['117.2117，28.2849', [117.2117, 28.2849]],
    [' 117.2117 28.2849 ', [117.2117, 28.2849]],
    ['[117.2117,28.2849]', [117.2117, 28.2849]],
    ['(-0.5;-51)', [-0.5, -51]],
    ['28.2849, 117.2117', undefined],
    ['181, 0', undefined],
    ['117.2117', undefined],
    ['创建办', undefined],
    ['', undefined],
  ]
  for (const [text, want] of cases) expect(positionOf(text), text).toEqual(want)
  expect(positionOf(positionText([117.21170004, 28.2849]))).toEqual([117.2117, 28.2849])
  expect(positionText(undefined)).toBe('')
})

test('hours are two times', () => {
  expect(hoursOf('08:30-17:30')).toEqual(['08:30', '17:30'])
  expect(hoursOf(undefined)).toEqual(['', ''])
  expect(hoursText('08:30', '17:30')).toBe('08:30-17:30')
  expect(hoursText('', '')).toBeUndefined()
})

test('tomorrow is that of the reader', () => {
  const at = new Date(2026, 10, 30, 23, 59)
  expect(dayAfter(at)).toBe('2026-12-01')
})

test('an end is of all teams, one of two words, or a place', () => {
  expect([undefined, 'start', 'open', { at: [1, 2] }].map((end) => endKind(end as never))).toEqual(['', 'start', 'open', 'place'])
})

test('what says nothing is not in the file', () => {
  const team = { name: '一队', hours: '08:00-12:00' }
  put(team, 'hours', undefined)
  expect(team).toEqual({ name: '一队' })
})

test('what is lacking is named, with its team', () => {
  const file = newTeams('2026-11-25', ['一队', '二队'])
  expect(lackOf(file)).toEqual({ lack: 'members', team: '一队' })
  for (const team of file.teams) team.members = [{ name: '张三' }, { name: '' }]
  expect(lackOf(file)).toEqual({ lack: 'start', team: '一队' })
  file.start = { at: [117.2, 28.3] }
  expect(lackOf(file)).toBeUndefined()
  const cases: [Partial<typeof file>, unknown][] = [
    [{ dates: [] }, { lack: 'dates' }],
    [{ teams: [] }, { lack: 'teams' }],
    [{ lunch: { from: '', to: '13:00', minutes: 60 } }, { lack: 'lunch' }],
    [{ hours: '08:30-' }, { lack: 'hours', team: '一队' }],
    [{ teams: [{ name: ' ' }] }, { lack: 'name', team: ' ' }],
    [{ teams: [{ name: '一队', members: [{ name: '', township: '360681101000' }] }] }, { lack: 'member', team: '一队' }],
    [{ teams: [{ name: '一队', members: [{ name: '张三' }] }, { name: '一队', members: [{ name: '李四' }] }] }, { lack: 'twice', team: '一队' }],
    [{ teams: [{ name: '一队', members: [{ name: '张三' }], end: { at: [] as never } }] }, { lack: 'end', team: '一队' }],
  ]
  for (const [change, want] of cases) expect(lackOf({ ...file, ...change })).toEqual(want)
})

test('a file keeps what the form does not know', () => {
  const text = '\uFEFF{"dates":["2026-11-25"],"visits":[{"category":"SC","minutes":30}],"teams":[{"name":"一队","members":["张三"],"forbid":{"units":["市城管局"]}}]}'
  const file = teamsOf(text)
  expect(file).toMatchObject({ visits: [{ category: 'SC' }], teams: [{ members: [{ name: '张三' }], forbid: { units: ['市城管局'] } }] })
  const other = teamsOf('{"dates":"2026-11-25","hours":{"from":"06:00","to":"14:00"},"lunch":false,"teams":[{"name":"一队","hours":"08:30 – 17:30"}]}')
  expect(other).toEqual({ dates: ['2026-11-25'], hours: '06:00-14:00', teams: [{ name: '一队', hours: '08:30-17:30', members: [] }] })
  for (const none of ['', '[]', '{}', '{"teams":[1]}', '{"teams":[{}]}', 'teams: []']) expect(teamsOf(none), none).toBeUndefined()
})

test('rows of the table that are still empty are not sent', () => {
  const file = newTeams('2026-11-25', ['一队'])
  expect(sentTeams(file).teams).toEqual([{ name: '一队' }])
  file.teams[0]!.members![1]!.name = '李四'
  expect(sentTeams(file).teams).toEqual([{ name: '一队', members: [{ name: '李四' }] }])
})
