import { address, api, newKey, send } from './client'
import { work, type Waiting } from './draws'
import { drillPath, type Mode } from './drills'
import type { Estimated } from './score'

// What was found at the sites of rounds, and what the rounds of a drill reached and scored.

export interface Finding {
  number: number
  site: string
  item?: string
  met?: number
  observed?: number
  score?: number
  when?: string
  by?: string
  photo?: string
  counts: boolean
  made: string
}

/** What people said differently of the same; the mean counts until the office settles it. */
export interface Conflict {
  site: string
  item?: string
  findings: number[]
  score: number
  settled?: number
}

export interface SiteResult {
  site: string
  inspected: boolean
  score?: number
  replaced_by?: string
}

export interface Findings {
  findings: Finding[]
  conflicts: Conflict[]
  sites: SiteResult[]
}

const path = (draw: number): string => `/draws/${draw}/findings`

export const getFindings = (draw: number): Promise<Findings> => api('GET', path(draw))
export const findingsFile = (draw: number, format: string, lang: string): string => address(path(draw), { format, lang })
export const settle = (draw: number, { site, item }: Conflict, number: number): Promise<Conflict> =>
  api('POST', `${path(draw)}/settle`, { body: { site, ...(item && { item }), number }, key: newKey() })

/** What arrived, and what it contradicts. */
export interface Reported {
  findings: Finding[]
  conflicts: Conflict[]
}

/** Sends a table of results, which is kept whole or not at all. */
export const addFindings = (draw: number, file: File): Promise<Reported> =>
  api('POST', path(draw), { query: { filename: file.name }, body: new Blob([file], { type: 'application/octet-stream' }), key: newKey() })

/** What is reported of one site, or of an item of its check sheet; without a day and a name it is today's and the reporter's. */
export interface NewFinding {
  site: string
  item?: string
  met: number
  observed: number
  when?: string
  by?: string
}

export const addFinding = (draw: number, finding: NewFinding, key: string): Promise<Reported> => api('POST', path(draw), { body: { findings: [finding] }, key })

/** How many more rounds it takes until all of a kind have been reached. */
export interface CoverageForecast {
  by: 'township' | 'unit' | 'category' | 'site'
  total: number
  missing: number
  rounds: number | null
  kind: string
  sentence: string
}

export interface CoverageGroup {
  code: string
  name?: string
  sites: number
  reached: number
  picks: number
  rounds: number
  first?: number
  last?: number
}

export interface Undrawn {
  id: string
  name: string
  category: string
  unit?: string
  area?: string
}

export interface Coverage {
  mode: Mode
  label?: string
  register: string
  version: number
  rounds: number
  sites: number
  reached: number
  gone: number
  forecasts: CoverageForecast[]
  townships: CoverageGroup[]
  units: CoverageGroup[]
  categories: CoverageGroup[]
  never_drawn: number
  never: Undrawn[]
  next?: string
}

export const coverage = (drill: string, waiting: Waiting): Promise<Coverage> => work('GET', `${drillPath(drill)}/coverage`, { ...waiting, query: { limit: 1000 } })

/** Figures of a drill as a file; what takes longer is waited for and then asked for again. */
export async function drillFile(drill: string, part: 'coverage' | 'scores', format: string): Promise<Blob> {
  for (;;) {
    const found = await send('GET', `${drillPath(drill)}/${part}`, { query: { format } })
    if (found.status !== 202) return await found.blob()
    await work('GET', `${drillPath(drill)}/${part}`)
  }
}

/** Points of the field part; of rounds that are no draws by themselves the plain mean, without ends. */
export interface Field extends Omit<Estimated, 'basis'> {
  basis: Estimated['basis'] | 'plain'
}

interface Scored {
  field: Field | null
  failure?: { code: string; sentence: string }
}

export interface ScoredRound extends Scored {
  round: number
  due: string
  draw: number
  results: number
  missing: number
  conflicts: number
}

export interface ScoredMonth extends Scored {
  month: string
  rounds: number[]
}

export interface DrillScores {
  mode: Mode
  label?: string
  of: number
  last_year?: number
  rounds: ScoredRound[]
  months: ScoredMonth[]
}

export const scores = (drill: string, lastYear: string, waiting: Waiting): Promise<DrillScores> =>
  work('GET', `${drillPath(drill)}/scores`, { ...waiting, query: { last_year: lastYear.trim() } })
