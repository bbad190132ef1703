import { address, all, api, newKey } from './client'
import { work, type Waiting } from './draws'
import type { TeamsGiven } from './routes'
import type { List } from './types'

// Drills: series of dated rounds, each a draw of the same plan, with teams by lot.

/** How the rounds of a drill depend on each other; only the first are draws as an evaluation has them. */
export const modes = ['faithful', 'cover', 'again', 'weighted'] as const
export type Mode = (typeof modes)[number]

export const states = ['planned', 'sealed', 'made', 'failed', 'skipped'] as const
export type RoundState = (typeof states)[number]

export interface TeamsRule {
  size?: number
  most?: number
  lead?: string
  way?: 'lot' | 'cross'
}

export interface Drill {
  name: string
  title?: string
  register: string
  plan: { name: string; digest: string }
  mode: Mode
  reach?: string
  seeds: 'sealed' | 'practice'
  label?: string
  digest: string
  leaf: number
  made: string
  teams?: TeamsRule
  first: string
  last: string
  rounds: number
  made_rounds: number
  failed_rounds: number
  next?: string
  ended?: string
}

/** A drill with its definition, whose digest stands in the log. */
export interface DrillDetail extends Drill {
  object: {
    calendar: { start: string; zone?: string; rule?: string; until?: string; dates?: string[]; skip?: string[] }
    seed?: string
    lead_minutes?: number
    release_minutes?: number
    source?: string
  }
  over?: boolean
  seed_hidden?: boolean
}

/** A rule that is in the way of teams. */
export interface ClashRule {
  kind: string
  inspector?: string
  subject?: string
}

export interface Round {
  drill: string
  round: number
  due: string
  release: string
  seal_at?: string
  state: RoundState
  late: boolean
  seal?: string
  draw?: number
  withdrawn: boolean
  mode: Mode
  label?: string
  failure?: string
  teams_failure?: string
  explanation?: string
  detail?: { rules?: ClashRule[]; sites?: string[] } // for the office
  reason?: string
  teams: number // the lot that counts, 0: none
  results: number
}

/** What the office defines. */
export interface DrillOrder {
  name: string
  title?: string
  register: string
  plan: string
  every: string
  start: string
  until?: string
  skip?: string[]
  mode: Mode
  reach?: string
  seeds: 'sealed' | 'practice'
  seed?: string
  lead_minutes?: number
  release_minutes?: number
  source?: string
  below?: number
  teams?: TeamsRule
}

export interface Member {
  id: string
  name?: string // for the office, and the team itself
}

export interface TeamSite {
  id: string
  name: string
  category: string
  area?: string
  unit?: string
}

export interface Team {
  team: number
  members: Member[]
  sites: TeamSite[]
}

/** A drawing of teams, as far as it is seen. */
export interface Teams {
  lot: number
  lots: number
  date: string
  leaf: number
  label?: string
  teams: Team[]
  digest?: string
  way?: 'lot' | 'cross'
  ring?: string[]
  difference?: number
  repeats?: number
  idle?: string[]
  people_dropped?: string
}

export const drillPath = (drill: string): string => `/drills/${encodeURIComponent(drill)}`
export const roundPath = (drill: string, round: number): string => `${drillPath(drill)}/rounds/${round}`

export const listDrills = (): Promise<Drill[]> => all('/drills')
export const getDrill = (name: string): Promise<DrillDetail> => api('GET', drillPath(name))
export const listRounds = async (drill: string): Promise<Round[]> => (await api<List<Round>>('GET', `${drillPath(drill)}/rounds`)).items
export const getRound = (drill: string, round: number): Promise<Round> => api('GET', roundPath(drill, round))

export const addDrill = (order: DrillOrder, key: string): Promise<DrillDetail> => api('POST', '/drills', { body: order, key })
export const endDrill = (drill: string, reason: string): Promise<DrillDetail> => api('POST', `${drillPath(drill)}/end`, { body: { reason }, key: newKey() })

export const makeRound = (of: Round, waiting: Waiting): Promise<Round> => work('POST', `${roundPath(of.drill, of.round)}/make`, { ...waiting, key: newKey() })
export const skipRound = (of: Round, reason: string): Promise<Round> => api('POST', `${roundPath(of.drill, of.round)}/skip`, { body: { reason }, key: newKey() })

export const getTeams = (of: Round, lot?: number): Promise<Teams> => api('GET', `${roundPath(of.drill, of.round)}/teams`, { query: { lot } })
export const drawTeams = (of: Round, reason: string, absent: string[]): Promise<Teams> =>
  api('POST', `${roundPath(of.drill, of.round)}/teams`, { body: { reason, absent }, key: newKey() })
export const teamsFile = (of: Round, query: Record<string, string | number | undefined>): string => address(`${roundPath(of.drill, of.round)}/teams`, query)

/** The teams as the part that plans routes reads them. */
export const teamsForRoutes = (drill: string, round: number): Promise<TeamsGiven> => api('GET', `${roundPath(drill, round)}/teams/file`)
