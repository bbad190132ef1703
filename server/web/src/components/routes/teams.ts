import type { EndGiven, MemberGiven, PlaceGiven, TeamGiven, TeamsGiven } from '../../api/routes'
import type { Position } from '../../api/types'

// The teams file as a form edits it. What the form does not know stays in the file:
// it may have been written by hand.

/** A teams file to begin with: two teams of two on one day. */
export function newTeams(date: string, names: string[]): TeamsGiven {
  return {
    dates: [date],
    hours: '08:30-17:30',
    lunch: { from: '11:30', to: '13:00', minutes: 60 },
    end: 'start',
    teams: names.map(newTeam),
  }
}

export const newTeam = (name: string): TeamGiven => ({ name, members: [{ name: '' }, { name: '' }] })

const days = 24 * 60 * 60 * 1000

/** The day after one, as the reader's clock has it: teams drive tomorrow. */
export function dayAfter(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000 + days)
  return local.toISOString().slice(0, 10)
}

const number = /[-+]?\d{1,3}(?:\.\d+)?/.source
const pair = new RegExp(`^\\s*[（(\\[]?\\s*(${number})\\s*[,，;；\\s]\\s*(${number})\\s*[)）\\]]?\\s*$`)

/** Reads "117.2, 28.3", longitude first as everywhere here; undefined if it is no place on Earth. */
export function positionOf(text: string): Position | undefined {
  const found = pair.exec(text)
  if (!found) return undefined
  const [lon, lat] = [Number(found[1]), Number(found[2])]
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined
}

/** A position as positionOf reads it; a seventh decimal is a centimetre. */
export const positionText = (at: Position | undefined): string => (at ? at.map((degrees) => String(Number(degrees.toFixed(7)))).join(', ') : '')

/** "08:30-17:30" in two; empty where there is none. */
export function hoursOf(text: string | undefined): [string, string] {
  const [from = '', to = ''] = (text ?? '').split('-')
  return [from.trim(), to.trim()]
}

/** Both times as the file has them; undefined if neither is said. */
export const hoursText = (from: string, to: string): string | undefined => (from || to ? `${from}-${to}` : undefined)

export type EndKind = '' | 'start' | 'open' | 'place'

/** Which of the choices an end is; empty: that of all teams. */
export function endKind(end: EndGiven | undefined): EndKind {
  if (end === undefined) return ''
  return typeof end === 'string' ? end : 'place'
}

/** Sets a member, or takes it away: the file has nothing that says nothing. */
export function put<T extends object, K extends keyof T>(of: T, member: K, value: T[K] | undefined): void {
  if (value === undefined || value === '') delete of[member]
  else of[member] = value
}

export type Lack = 'dates' | 'teams' | 'name' | 'twice' | 'member' | 'members' | 'hours' | 'start' | 'end' | 'lunch'

const hours = /^\d\d:\d\d-\d\d:\d\d$/
const placed = (place: PlaceGiven | undefined): boolean => place?.at?.length === 2

/** What the form still lacks, so that nobody has to ask the server for it. */
export function lackOf(file: TeamsGiven): { lack: Lack; team?: string } | undefined {
  if (!file.dates.length) return { lack: 'dates' }
  if (!file.teams.length) return { lack: 'teams' }
  if (file.lunch && !(file.lunch.from && file.lunch.to && file.lunch.minutes > 0)) return { lack: 'lunch' }
  const known = new Set<string>()
  for (const team of file.teams) {
    const lack = teamLack(team, file)
    if (lack) return { lack, team: team.name }
    if (known.has(team.name)) return { lack: 'twice', team: team.name }
    known.add(team.name)
  }
  return undefined
}

function teamLack(team: TeamGiven, file: TeamsGiven): Lack | undefined {
  const end = team.end ?? file.end
  if (!team.name.trim()) return 'name'
  if (team.members?.some((m) => !m.name.trim() && (m.township || m.unit))) return 'member'
  if (!team.members?.some((m) => m.name.trim())) return 'members'
  if (!hours.test(team.hours ?? file.hours ?? '')) return 'hours'
  if (!placed(team.start ?? file.start)) return 'start'
  return typeof end === 'object' && !placed(end) ? 'end' : undefined
}

/** The file as it is sent and saved: without rows of members that are still empty. */
export function sentTeams(file: TeamsGiven): TeamsGiven {
  const teams = file.teams.map((team) => {
    const { members = [], ...rest } = team
    const named = members.filter((m) => m.name.trim())
    return { ...rest, ...(named.length && { members: named }) }
  })
  return { ...file, teams }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Hours as the form has them: the file may say them with another dash, or as two members. */
function plainHours(hours: unknown): string | undefined {
  if (isRecord(hours)) return `${String(hours.from)}-${String(hours.to)}`
  return typeof hours === 'string' ? hours.replace(/[–—~～]/, '-').replaceAll(' ', '') : undefined
}

function plainTeam(team: TeamGiven): TeamGiven {
  const members = (team.members ?? []).map((m: unknown) => (typeof m === 'string' ? { name: m } : (m as MemberGiven)))
  const plain = { ...team, members }
  put(plain, 'hours', plainHours(team.hours))
  return plain
}

const isTeam = (t: unknown): t is TeamGiven => isRecord(t) && typeof t.name === 'string' && (t.members === undefined || Array.isArray(t.members))

/** Reads a teams file in JSON far enough for the form; undefined if it is none. Whether the rest is right the server says. */
export function teamsOf(text: string): TeamsGiven | undefined {
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
  if (!isRecord(file) || !Array.isArray(file.teams) || !file.teams.every(isTeam)) return undefined
  const plain: TeamsGiven = { ...file, dates: [file.dates ?? []].flat().map(String), teams: file.teams.map(plainTeam) }
  put(plain, 'hours', plainHours(file.hours))
  if (!isRecord(file.lunch)) delete plain.lunch
  return plain
}
