import { api, Problem, send, type Options } from './client'
import type { DrawView, List, Position } from './types'

export interface RegisterChoice {
  id: string
  name: string
  current?: number
}

export interface VersionChoice {
  number: number
  sites: number
  current: boolean
}

export interface PlanChoice {
  name: string
  title?: string
  digest: string
  steps: number
}

export interface Category {
  code: string
  name: string
}

/** What is to be drawn. A seed makes it practice. */
export interface DrawOrder {
  register: string
  version: number
  plan: string
  seed?: string
  practice?: boolean
  title?: string
  release?: string
  allow_incomplete?: boolean
}

export interface Span {
  min: number
  max: number
}

export interface StepForecast {
  step: string
  category: string[]
  scopes: Span
  candidates: Span // of one scope, as want
  want: Span
  short: Span // of all scopes
  unlocated: number
  unsized: number
  error?: { code?: string; detail: string }
}

/** What to expect of a plan on a version of a register, whatever the seed. */
export interface Forecast {
  register: string
  version: number
  refused: boolean
  short: Span
  steps: StepForecast[]
  never: { count: number; groups: { detail: string; category: string; count: number }[] }
  missing_townships: string[]
  unknown_categories: { step: string; category: string }[]
}

export interface Shortfall {
  step: string
  within?: string
  want: number
  got: number
}

/** A reserve that was opened in place of a site. */
export interface Opening {
  step: string
  within?: string
  stratum?: string
  order: number
  site: string
  replaces: string
  code: ReasonCode
  note?: string
  time?: string
  leaf?: number
}

export const reasonCodes = ['closed', 'demolished', 'no-access', 'other'] as const
export type ReasonCode = (typeof reasonCodes)[number]

/** A draw with what can be said of its picks. */
export interface DrawDetail extends DrawView {
  sites?: number
  main?: number
  shortfalls?: Shortfall[]
  unopened?: { step: string; of: string }[]
  openings?: Opening[]
}

export interface Pick {
  step: string
  within?: string
  stratum?: string
  role: 'main' | 'reserve'
  order: number
  site: {
    id: string
    name: string
    category: string
    category_name?: string
    unit?: string
    area?: string
    area_name?: string
    position?: Position
  }
  stretch?: { from_mm: number; to_mm: number }
}

export interface Picks {
  hidden_reserves?: number
  picks: Pick[]
}

export interface CheckedFact {
  code: string
  text: string
}

/** The first place where a record differs from what follows from its frame, plan and seed. */
export interface Difference {
  code: string
  detail: string
  step?: string
  within?: string
  stratum?: string
  role?: string
  order?: number
  member?: string
  expected?: string
  found?: string
}

/** What was found in a bundle, or in a record with its frame. */
export interface Check {
  agrees: boolean
  record?: string
  frame?: string
  plan?: { name: string; digest: string }
  seed?: string
  picks?: number
  checked: CheckedFact[]
  notes: CheckedFact[]
  difference?: Difference
}

/** The categories of sites, with names in the language of the page: one list, not pages. */
export const categories = async (): Promise<Category[]> => (await api<List<Category>>('GET', '/categories')).items

interface Job {
  id: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: number
  text: string
  result?: unknown
  error?: { status: number; code: string; detail: string }
}

const pollEvery = 500 // milliseconds

export interface Waiting extends Options {
  told?: (progress: number, text: string) => void
  stop?: AbortSignal // has the server give the work up
}

/** Asks for work that becomes a job if it takes over a second, and waits for what comes of it. */
export async function work<T>(method: string, path: string, options: Waiting = {}): Promise<T> {
  const answer = await send(method, path, options)
  const body: unknown = await answer.json()
  return (answer.status === 202 ? await ended(body as Job, options) : body) as T
}

async function ended(job: Job, { told, signal, stop }: Waiting): Promise<unknown> {
  const path = `/jobs/${job.id}`
  const stopped = (): Promise<unknown> => api('DELETE', path).catch(() => undefined) // it may have ended meanwhile
  stop?.addEventListener('abort', stopped)
  if (stop?.aborted) void stopped()
  while (job.state === 'queued' || job.state === 'running') {
    told?.(job.progress, job.text)
    await new Promise((resolve) => setTimeout(resolve, pollEvery))
    job = await api<Job>('GET', path, signal ? { signal } : {})
  }
  if (job.state === 'done') return job.result
  const { status, code, detail } = job.error ?? { status: 409, code: job.state, detail: job.text }
  throw new Problem(status, { title: detail, status, code, detail })
}
