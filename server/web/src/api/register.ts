import { all, api, newKey, type Options } from './client'

// Registers as their own page sees them: versions, the draft, differences.

export interface Version {
  register: string
  number: number
  frame: string
  sites: number
  note?: string
  leaf: number
  published: string
  current: boolean
}

export interface Draft {
  base?: string
  edits: number
  started?: string
  touched?: string
}

export interface Register {
  id: string
  name: string
  current?: number
  version?: Version
  draft?: Draft
}

/** How the areas of a register differ from the official list. */
export interface Completeness {
  level: 'township' | 'village'
  official: number
  register: number
  missing: number
  unknown: number
  total: number
  findings: { kind: string; code?: string; name?: string; site?: string; register_name?: string }[]
}

export interface Published extends Version {
  completeness?: Completeness[]
}

export const changeKinds = ['added', 'removed', 'changed'] as const
export type ChangeKind = (typeof changeKinds)[number]

export interface DiffMember {
  member: string
  before?: unknown
  after?: unknown
}

export interface DiffChange {
  change: ChangeKind
  id: string
  name?: string
  moved: boolean
  millimetres?: number
  members: DiffMember[]
}

export interface Diff {
  from: { version?: number; sites: number }
  to: { version?: number; sites: number }
  counts: Record<ChangeKind | 'moved' | 'same', number>
  items: DiffChange[]
  next?: string
}

/** A version by its number, the current one, or the draft. */
export type State = number | 'current' | 'draft'

/** The path of a register, whatever letters its id has. */
export const registerPath = (id: string): string => `/registers/${encodeURIComponent(id)}`

export const listRegisters = (): Promise<Register[]> => all('/registers')
export const getRegister = (id: string): Promise<Register> => api('GET', registerPath(id))
export const listVersions = (id: string): Promise<Version[]> => all(`${registerPath(id)}/versions`)
export const dropDraft = (id: string): Promise<void> => api('DELETE', `${registerPath(id)}/draft`)

export const addRegister = (id: string, name: string): Promise<Register> =>
  api('POST', '/registers', { body: id ? { id, name } : { name }, key: newKey() })

export const setCurrent = (id: string, version: number): Promise<Version> =>
  api('PUT', `${registerPath(id)}/current`, { body: { version } })

/** Makes the draft a version, if it is still the one of this base. */
export const publish = (id: string, note: string, base: string | undefined): Promise<Published> =>
  api('POST', `${registerPath(id)}/versions`, { body: { ...(note && { note }), ...(base && { expect: base }) }, key: newKey() })

export const diff = (id: string, query: NonNullable<Options['query']>): Promise<Diff> => api('GET', `${registerPath(id)}/diff`, { query })
