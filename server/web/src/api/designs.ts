import { answer, fileOf, type Asked } from './asked'
import { api } from './client'
import type { Waiting } from './draws'
import { expose, exposurePath, type Exposure } from './exposure'
import type { Edition } from './sites'

// What else can be asked of a plan on a version: rounds up to a date, what a map shows
// and the register lacks, whether draws keep the stated chances, and other ways to draw.

/** On which days rounds are held: so many days apart, weekdays such as mon,thu, or dates. */
export interface Calendar {
  until: string
  every: string
  from: string
}

/** How many independent rounds there are up to a day. */
export async function roundsUntil(at: Edition, plan: string, { until, every, from }: Calendar, waiting: Waiting): Promise<number> {
  const found = await expose(at, { plan, until, every, ...(from && { from }) }, waiting)
  return found.rounds ?? 0
}

/** A place that the map shows and the register lacks. */
export interface OffSite {
  id: string
  name: string
  category: string
  pi: number | null
  error: number | null
}

/** What a step off the map may take that the register lacks. */
export interface OffStep {
  step: string
  candidates: number
  share: number | null
  once: number | null
  once_error: number | null
  sites: OffSite[]
}

export const offRegister = (at: Edition, plan: string, map: Edition, waiting: Waiting): Promise<Exposure & { off_register?: OffStep[] }> =>
  expose(at, { plan, map }, waiting)

/** How often a site was picked, beside how often it should be; z null: it should never. */
export interface AuditCount {
  id: string
  step: string
  pi: number
  picked: number
  z: number | null
  failed: boolean
}

export interface Audit {
  draws: number
  alarm: number
  passed: boolean
  left: number // figures that are not exact, so not audited
  steps: { step: string; sites: number; worst_z: number | null; failed: number }[]
  counts: AuditCount[]
  chi_squares: { step: string; p: number; failed: boolean }[]
}

const of = (at: Edition, what: string, body: unknown): Asked => ({ path: exposurePath(at).replace(/exposure$/, what), body })

const auditOf = (at: Edition, plan: string, draws: number): Asked => of(at, 'audit', { plan, draws })
export const audit = (at: Edition, plan: string, draws: number, waiting: Waiting): Promise<Audit> => answer(auditOf(at, plan, draws), waiting)
export const auditAs = (at: Edition, plan: string, draws: number, format: string): Promise<Blob> => fileOf(auditOf(at, plan, draws), format)

/** What says how evenly picks are spread. */
export const measures = ['voronoi', 'local_balance', 'evenness', 'moran', 'least_distance_m', 'townships'] as const
export type Measure = (typeof measures)[number]

/** What draws of one design have on average; null if no draw has it. */
export type Design = Record<Measure, { mean: number; sd: number } | null> & { design: string; townships_in_all: number }

export interface Compared {
  step: string
  n: number
  sites: number
  unlocated: number
  draws: number
  designs: Design[]
}

const comparisonOf = (at: Edition, plan: string, step: string): Asked => of(at, 'compare', { plan, step })
export const compare = (at: Edition, plan: string, step: string, waiting: Waiting): Promise<{ steps: Compared[] }> => answer(comparisonOf(at, plan, step), waiting)
export const compareAs = (at: Edition, plan: string, step: string, format: string): Promise<Blob> => fileOf(comparisonOf(at, plan, step), format)

export interface PlanStep {
  id: string
  category: string[]
  n: number | 'all'
  within?: string
  of?: string
}

export const planSteps = async (name: string): Promise<PlanStep[]> => (await api<{ steps: PlanStep[] }>('GET', `/plans/${encodeURIComponent(name)}`)).steps
