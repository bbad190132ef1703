import { address, all, api, newKey } from './client'

// Inspectors, who are drawn into teams: personal data, for the office and for themselves.

/** What somebody must not inspect: a site, a unit or an area. */
export interface Recusal {
  site?: string
  unit?: string
  area?: string
  reason: string
}

export interface Absence {
  from: string
  to: string
  reason?: string
}

export interface InspectorBody {
  name: string
  unit?: string
  township?: string // 12 digits
  qualifications?: string[]
  recusals?: Recusal[]
  absences?: Absence[]
}

export interface Inspector extends InspectorBody {
  id: string
  left: boolean
}

/** What a table did, or would do. */
export interface Imported {
  rows: number
  added: number
  changed: number
  unchanged: number
  dry_run: boolean
  unused?: string[]
  warnings?: { detail: string }[] // what was read and may be a slip of the pen, by row
}

const one = (id: string): string => `/inspectors/${encodeURIComponent(id)}`

export const listInspectors = (): Promise<Inspector[]> => all('/inspectors')
export const putInspector = (id: string, body: InspectorBody): Promise<Inspector> => api('PUT', one(id), { body })
export const leave = (id: string): Promise<void> => api('DELETE', one(id))
export const erase = (id: string): Promise<{ crews: number }> => api('POST', `${one(id)}/erase`)
export const inspectorsFile = (format: string, lang: string): string => address('/inspectors/export', { format, lang })

/** Reads a table of inspectors: for trial, or all of it. */
export const importInspectors = (file: File, register: string, trial: 'trial' | 'take'): Promise<Imported> =>
  api('POST', '/inspectors/import', {
    query: { filename: file.name, register, ...(trial === 'trial' && { dry_run: true }) },
    body: new Blob([file], { type: 'application/octet-stream' }),
    ...(trial === 'take' && { key: newKey() }),
  })
