import { address, all, api, Problem } from './client'
import { work, type PlanChoice, type Waiting } from './draws'
import { registerPath } from './register'
import type { Edition } from './sites'

// How likely a plan draws each site of a version: chances from 0 to 1, null where
// nothing is known.

/** How a figure was found: by design, within a bound, counted in draws, not at all. */
export const kinds = ['exact', 'bounded', 'estimated', 'unknown'] as const
export type Kind = (typeof kinds)[number]

/** Of a site over all steps: `once` is the chance of at least one pick in one round, `pi` the picks on average. */
export interface SiteFigures {
  id: string
  pi: number | null
  error: number | null
  kind: Kind
  once: number | null
  once_error: number | null
  once_kind: Kind
}

export interface StepFigures {
  id: string
  step: string
  pi: number | null
  error: number | null
  kind: Kind
}

/** What sites are rolled up by; by road chief for whoever may see people. */
export const groupings = ['unit', 'township', 'category', 'chief'] as const
export type Grouping = (typeof groupings)[number]

export interface GroupFigures {
  name: string // of a township its nine digits, of a category its code
  title?: string
  sites: number
  expected: number | null
  expected_error: number | null
  once: number | null
  once_error: number | null
  kind: Kind
}

/** A township, say, and how likely one of its villages is, now and otherwise. */
export interface Opener {
  id: string
  sites: number
  opened: number | null
  opened_error: number | null
  pi: number | null
  error: number | null
  proportional: number
}

/** What a step draws inside the picks of another. */
export interface Stage {
  step: string
  stage: string
  flat: number
  ratio: number
  openers: Opener[]
}

export interface NeverDrawn {
  id: string
  category: string
  reason: string
  sentence: string
}

export interface Exposure {
  plan: { name: string; title: string }
  replays: number
  rounds?: number // if asked for
  weighted: string[] // steps that draw by size
  incomplete: string[] // townships that the version lacks
  sites: StepFigures[]
  total: SiteFigures[]
  groups: Partial<Record<Grouping, GroupFigures[]>>
  stages: Stage[]
  never: NeverDrawn[]
}

/** What the card of a site says. */
export interface SiteChances {
  id: string
  version: number
  plan: { name: string }
  total: SiteFigures
  steps: StepFigures[]
  unit?: GroupFigures
  township?: GroupFigures
  never?: NeverDrawn
}

export const exposurePath = ({ register, version }: Edition): string => `${registerPath(register)}/versions/${version}/exposure`

/** Nothing if nobody has worked it out lately. */
async function known<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Problem && error.status === 404 && error.code === 'exposure.none') return undefined
    throw error
  }
}

/** What was worked out lately, undefined if nothing was. */
export const knownExposure = (at: Edition, plan: string): Promise<Exposure | undefined> => known(api<Exposure>('GET', exposurePath(at), { query: { plan } }))

export const knownChances = (at: Edition, site: string, plan: string): Promise<SiteChances | undefined> =>
  known(api<SiteChances>('GET', `${registerPath(at.register)}/sites/${encodeURIComponent(site)}/exposure`, { query: { plan, version: at.version } }))

/** What is to be worked out; what is absent is as if nobody says otherwise. */
export interface ExposureOrder {
  plan: string
  chiefs?: boolean
  until?: string
  every?: string
  from?: string
  map?: Edition
}

/** Has the chances worked out. */
export const expose = <T extends Exposure>(at: Edition, order: ExposureOrder, waiting: Waiting): Promise<T> => work('POST', exposurePath(at), { ...waiting, body: order })

/** The same by road chief, which names people and is noted. */
export async function exposeChiefs(at: Edition, plan: string, waiting: Waiting): Promise<GroupFigures[]> {
  const found = await expose(at, { plan, chiefs: true }, waiting)
  return found.groups.chief ?? []
}

/** The address of a file of what was worked out. */
export const exposureFile = (at: Edition, query: Record<string, string | number | undefined>): string => address(exposurePath(at), query)

export const listPlans = (): Promise<PlanChoice[]> => all('/plans')

interface PlanBody {
  steps: { id: string; method?: string; by_size?: boolean }[]
}

/** The steps of a plan that draw by size; with a digest of that state of it. */
export async function weightedSteps({ name, digest }: { name: string; digest?: string }): Promise<string[]> {
  const { steps } = await api<PlanBody>('GET', `/plans/${encodeURIComponent(name)}`, { query: { digest } })
  return steps.filter((step) => step.by_size || step.method === 'pareto').map((step) => step.id)
}

const kept = 'sitedraw.exposure-plan'

/** Notes of which plan somebody wants to know the chances, for the cards of sites. */
export const keepPlan = (plan: string): void => localStorage.setItem(kept, plan)

/** That plan, otherwise the first. */
export const chosenPlan = (plans: readonly PlanChoice[]): PlanChoice | undefined => plans.find((p) => p.name === localStorage.getItem(kept)) ?? plans[0]
