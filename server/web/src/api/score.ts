import { answer, fileOf, type Asked } from './asked'
import type { Waiting } from './draws'
import { registerPath } from './register'
import type { Edition } from './sites'

// What a county would score by the results of an inspection, and what future draws
// would. Results are a table of the office's, which the server reads.

/** What the margin of a figure rests on. */
export const bases = ['design', 'borrowed', 'rounds', 'not-estimable', 'skewed'] as const
export type Basis = (typeof bases)[number]

/** With the ends of its 95 % interval, null without one. */
export interface Estimated {
  value: number
  low: number | null
  high: number | null
  df: number
  basis: Basis
}

export interface Points extends Estimated {
  of: number
}

export interface Scores {
  results: number
  missing: number
  hajek: Estimated | null
}

export interface BundleScores extends Scores {
  code: string
  name: string
  share: number
}

export interface CategoryScores extends BundleScores {
  sites: number // that can be drawn
  filled: boolean
}

export interface Estimate {
  headline: string
  field: Points | null
  total?: Points
  bundles: BundleScores[]
  categories: CategoryScores[]
  missing: string[]
  replays: number
}

export interface Repair {
  id: string
  name: string
  category: string
  unit: string
  score: number
  picks: number // in a draw, on average
  gain: number // points
}

export interface WhatIf {
  headline: string
  draws: number
  known: number
  of: number
  mean: number
  quantiles: { share: number; points: number }[]
  repairs: Repair[]
}

/** A table of results, and what is said beside it. */
export interface Results {
  file: File
  questionnaire: string // points, empty: not known
  empty: 'mean' | 'open'
}

/** What future draws of a plan are asked about: what is known of its sites is a table too. */
export interface Future {
  at: Edition
  plan: string
  file: File
  draws: number
}

const bytes = (file: File): Blob => new Blob([file], { type: 'application/octet-stream' })

function estimateOf(draw: number, { file, questionnaire, empty }: Results): Asked {
  return { path: `/draws/${draw}/estimate`, body: bytes(file), query: { filename: file.name, questionnaire: questionnaire.trim(), empty } }
}

function futureOf({ at, plan, file, draws }: Future): Asked {
  return { path: `${registerPath(at.register)}/versions/${at.version}/what-if`, body: bytes(file), query: { filename: file.name, plan, draws } }
}

export const estimate = (draw: number, of: Results, waiting: Waiting): Promise<Estimate> => answer(estimateOf(draw, of), waiting)
export const whatIf = (of: Future, waiting: Waiting): Promise<WhatIf> => answer(futureOf(of), waiting)

/** The same as files; of what-if also as a chart. */
export const estimateAs = (draw: number, of: Results, format: string): Promise<Blob> => fileOf(estimateOf(draw, of), format)
export const whatIfAs = (of: Future, format: string): Promise<Blob> => fileOf(futureOf(of), format)
