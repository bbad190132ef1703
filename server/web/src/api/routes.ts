import { all, api, newKey, send } from './client'
import { work, type Waiting } from './draws'
import { registerPath } from './register'
import type { Edition } from './sites'
import type { List, Position } from './types'

// Routes of a draw: the teams file that is asked with, plans and what is in them.

/** A place of a teams file: degrees, longitude first. */
export interface PlaceGiven {
  name?: string
  at: Position
}

export interface MemberGiven {
  name: string
  township?: string // 12-digit code of his home
  unit?: string
}

/** Where a day ends: where it began, with the last visit, or elsewhere. */
export type EndGiven = 'start' | 'open' | PlaceGiven

export interface LunchGiven {
  from: string
  to: string
  minutes: number
}

export interface TeamGiven {
  name: string
  members?: MemberGiven[]
  hours?: string // "08:30-17:30"; the file's if there is none, as start and end
  start?: PlaceGiven
  end?: EndGiven
}

/** The teams file in JSON. It may have members that the page does not know, which stay. */
export interface TeamsGiven {
  dates: string[]
  hours?: string
  lunch?: LunchGiven
  start?: PlaceGiven
  end?: EndGiven
  most_stops?: number
  datum?: string
  teams: TeamGiven[]
}

export const objectives = ['fair', 'travel'] as const
export type Objective = (typeof objectives)[number]
export const profiles = ['car', 'ebike', 'foot'] as const
export type Profile = (typeof profiles)[number]

/** What is asked for. Roads null: travel times are estimated; absent: by the newest roads there are. */
export interface RoutesOrder {
  teams: TeamsGiven
  objective: Objective
  profile: Profile
  roads?: string | null
  seed?: string
  iterations?: number
}

/** What a list says of a plan of routes. */
export interface PlanOfRoutes {
  number: number
  created: string
  roads?: string // name of their extract
  objective: Objective
  seed: string
  iterations: number
  seconds?: number
  profile: string
  digest: string
  estimated: boolean
  teams: string[]
  dates: string[]
  served: number
  left_out: number
  unlocated: number
  latest_return_ms: number
  travel_ms: number
  travel_mm: number
  replaces?: number
  why?: 'replan' | 'swap'
  teams_given?: TeamsGiven
}

/** From one time to another, in milliseconds after midnight. */
export interface Span {
  from_ms: number
  to_ms: number
}

/** Longitude and latitude in units of 10⁻⁷ degree. */
export type PositionE7 = [number, number]

export interface Stop {
  id: string
  name?: string
  category?: string
  area?: string
  chief?: string
  stretch?: string
  unit?: string
  visit?: string
  path?: PositionE7[]
}

export interface Visit {
  arrive_ms: number
  begin_ms: number
  leave_ms: number
  wait_ms: number
  stop: Stop
}

export interface Leg {
  mm: number
  ms: number
  estimated?: boolean
  from_snap_mm?: number
  to_snap_mm?: number
  path?: PositionE7[] // none: only its time is known
}

export interface Totals {
  visits: number
  service_ms: number
  travel_ms: number
  travel_mm: number
  wait_ms: number
}

/** Where and when the rest of a day was planned again: the leg after so many visits begins there. */
export interface Restart {
  after: number
  at_ms: number
  from: PositionE7
}

export interface Day {
  date: string
  set_out_ms: number
  return_ms: number
  breaks?: Span[]
  restarts?: Restart[]
  legs?: Leg[]
  visits?: Visit[]
  totals: Totals
}

export interface Place {
  at: PositionE7
  name?: string
}

export interface Team {
  name: string
  members?: string[]
  days?: Day[]
  start: Place
  end?: Place
}

/** What keeps a team from a stop. */
export const whys = ['own_township', 'own_unit', 'others_lot', 'no_way', 'window', 'shift', 'capacity', 'full'] as const
export type Why = (typeof whys)[number]

export const changes = [
  'later_end', 'earlier_start', 'later_closing', 'earlier_open', 'more_stops', 'more_capacity', 'extra_route', 'allow_township', 'allow_unit',
] as const

/** The least change by which a stop would be served; `by` is in milliseconds where the change is of a time. */
export interface Relaxation {
  change: (typeof changes)[number]
  team: string
  by?: number
  date?: string
}

export interface LeftOut {
  stop: Stop
  reasons?: { team: string; why?: Why[] }[]
  relaxation?: Relaxation
}

/** A plan of routes, as sampler/itinerary writes it. */
export interface Itinerary {
  origin: { estimated: boolean; iterations: number; nature: string; objective: Objective; profile: string; seed: string; seconds?: number; incomplete?: string[] }
  teams?: Team[]
  left_out?: LeftOut[]
  unlocated?: Stop[]
  swaps?: { closed: string; reserve: string; reason?: string }[]
  zone: string
}

export interface Attachment {
  kind: string
  name: string
  bytes: number
}

export interface Area {
  code: string
  name?: string
}

export const routesPath = (draw: number): string => `/draws/${draw}/routes`

/** The plans of a draw, newest first. */
export const listPlans = async (draw: number): Promise<PlanOfRoutes[]> => (await api<List<PlanOfRoutes>>('GET', routesPath(draw))).items

/** Links that show a stop in the programs of a phone, by service. */
export type Links = Record<string, string>

interface LinkFeatures {
  features: { properties: { kind: string; id: string; visit?: string; links?: Links } }[]
}

/** The links of all stops of a plan, by id and visit: the server knows what each service calls a place. */
export async function linksOf(draw: number, plan: number): Promise<Map<string, Links>> {
  const { features } = await api<LinkFeatures>('GET', `${routesPath(draw)}/${plan}`, { query: { format: 'geojson' } })
  return new Map(features.flatMap(({ properties: p }) => (p.links ? [[JSON.stringify([p.id, p.visit ?? '']), p.links] as const] : [])))
}

export const getPlan = (draw: number, plan: number): Promise<Itinerary> => api('GET', `${routesPath(draw)}/${plan}`)

/** Plans routes; the key is that of the order, so that it is not carried out twice. */
export const plan = (draw: number, order: RoutesOrder, waiting: Waiting): Promise<PlanOfRoutes> =>
  work('POST', routesPath(draw), { ...waiting, body: order })

/** A team that runs late; done: the visits it has made, otherwise those that were to have begun by then. */
export interface LateGiven {
  team: string
  date: string
  at: string
  from: Position
  done?: number
}

/** A site that is closed. With a date its team is under way, and goes on from the site. */
export interface ClosedGiven {
  site: string
  reason: string
  note?: string
  date?: string
  at?: string
}

/** Plans anew what a team that runs late has left, from where it is. */
export const replan = (draw: number, plan: number, late: LateGiven): Promise<PlanOfRoutes> =>
  work('POST', `${routesPath(draw)}/${plan}/replan`, { body: late, key: newKey() })

/** Opens the next reserve in place of a site and repairs the route of its team. */
export const swap = (draw: number, plan: number, closed: ClosedGiven): Promise<PlanOfRoutes> =>
  work('POST', `${routesPath(draw)}/${plan}/swap`, { body: closed, key: newKey() })

export const dropPlan = (draw: number, plan: number): Promise<void> => api('DELETE', `${routesPath(draw)}/${plan}`)

/** The names of the extracts of roads that a draw's routes can be planned on: of the draft, which only the office sees, of the current version and of the draw's. */
export async function listRoads(at: Edition, withDraft: 'with draft' | 'published'): Promise<string[]> {
  const versions = [...(withDraft === 'with draft' ? ['draft'] : []), 'current', at.version]
  const lists = await Promise.all(versions.map((version) => all<Attachment>(`${registerPath(at.register)}/attachments`, { version })))
  return [...new Set(lists.flatMap((list) => list.filter((a) => a.kind === 'roads').map((a) => a.name)))]
}

/** Puts an extract of OpenStreetMap beside a register. */
export async function putRoads(register: string, file: File): Promise<void> {
  await send('PUT', `${registerPath(register)}/attachments/roads/${encodeURIComponent(file.name)}`, { body: file })
}

export const townships = ({ register, version }: Edition): Promise<Area[]> => all(`${registerPath(register)}/areas`, { level: 'township', version })
