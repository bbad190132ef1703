// The shapes of the server's answers, as /openapi.json describes them: the members
// that the pages use.

export interface List<T> {
  items: T[]
  next?: string
}

export interface ProblemBody {
  title: string
  status: number
  code: string
  detail?: string
  errors?: { detail: string; code: string; file?: string; row?: number; column?: string }[]
}

export type Role = 'public' | 'viewer' | 'unit' | 'inspector' | 'office'

export interface Session {
  id?: number
  login?: string
  name?: string
  role: Role
  unit?: string
  change: boolean
  csrf?: string
}

export type Position = [number, number]

export interface LinkView {
  for: 'first' | 'password'
  login?: string
  name?: string
  role: Role
  expires: string
}

export interface DrawEvent {
  kind: string
  time: string
  leaf: number
}

/** A rehearsal is a round of a practice drill: released like an official draw, to those signed in. */
export type DrawKind = 'official' | 'practice' | 'rehearsal'

/** A draw; what is not seen yet is left out. */
export interface DrawView {
  number: number
  kind: DrawKind
  label?: string
  state: 'made' | 'released' | 'concluded'
  withdrawn: boolean
  commitment: string
  leaf: number
  made: string
  release: string
  seal?: string
  events: DrawEvent[]
  title?: string
  drill?: string // whose round it is
  round?: number
  mode?: 'faithful' | 'cover' | 'again' | 'weighted'
  register?: string
  version?: number
  plan?: { name: string; digest: string }
  frame?: string
  conclude?: string
  incomplete?: string[]
  reserves?: number
  reason?: string
  made_by?: number
  record?: string
  salt?: string
  origin?: { seed?: string; secret?: string; signature?: string }
}

export interface SealView {
  number: number
  digest: string
  state: 'sealed' | 'closed' | 'opened' | 'not-opened'
  title?: string
  register: string
  closes: string
  opens: string
  release: string
  draw?: number
}
