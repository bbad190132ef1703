import { address, api, ownHeaders, Problem } from './client'
import { registerPath, type Completeness } from './register'
import type { Position, ProblemBody } from './types'

// A file on its way into a register's draft, and what becomes of it.

export interface Listed<T> {
  total: number
  first: T[]
}

export interface SiteRef {
  id: string
  name?: string
}

export interface Reject {
  code: string
  file: string
  row?: number
  column?: string
  value?: string
  sentence: string
}

export interface CategorySites {
  category: string
  name?: string
  sites: number
}

export interface ReadFile {
  file: string
  format: string
  charset?: string
  datum: string
  sites: number
  bad: number
  skipped: number
  categories: CategorySites[]
  columns?: { heading: string; field: string }[]
  unused: Listed<string>
  left: Listed<Reject>
  places?: (SiteRef & { position: Position })[]
}

export interface FarSite extends SiteRef {
  millimetres: number
}

export interface Review {
  unlocated: CategorySites[]
  twins: Listed<{ a: SiteRef; b: SiteRef; millimetres: number }>
  offroad: Listed<FarSite>
  outliers: Listed<FarSite>
}

/** Whether the file's coordinates are in the datum in which they were read, by the roads. */
export interface RoadCheck {
  checked: number
  offroad: number
  datums: { datum: string; onroad: number }[] // had they been written in it, and read as WGS 84
  likely?: string
}

export interface Changes {
  added: Listed<SiteRef>
  removed: Listed<SiteRef>
  changed: Listed<SiteRef & { members: string[]; moved: boolean; millimetres: number }>
  moved: number
  same: number
  vanishing: boolean
}

export interface Report {
  files: ReadFile[]
  rejects: Listed<Reject>
  sites: number
  located: number
  named: number
  filled: { inside: number; near: number; without: number }
  people: number
  strangers: Listed<string>
  changes?: Changes
  review?: Review
  roads?: RoadCheck
}

export interface ImportAnswer {
  job: string
  dry_run: boolean
  changed: boolean
  refused?: { code: string; detail: string }
  report: Report
  completeness?: Completeness[]
  rejects?: string
}

export const modes = ['update', 'replace', 'add'] as const
export type Mode = (typeof modes)[number]

/** What an import is told beside its file. */
export interface ImportOptions {
  mode?: Mode
  crs?: string
  sheet?: string
  columns?: string // a JSON object
  category?: string
  nearest_area?: true
  skip_bad?: true
  dry_run?: true
  yes?: true
  rejects?: 'csv'
}

/** How far an import is. */
export interface Progress {
  sending: boolean
  share: number // 0–1
  text: string // the server's, of its work
}

export interface ImportWork {
  register: string
  file: File
  options: ImportOptions
  key?: string
  told: (progress: Progress) => void
  signal: AbortSignal
}

interface Job {
  id: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: number
  text: string
  result?: ImportAnswer
  error?: { status: number; code: string; detail: string }
}

const pollEvery = 500 // milliseconds

/** Sends a file and waits for what the server makes of it. The signal stops both. */
export async function importFile(work: ImportWork): Promise<ImportAnswer> {
  const { status, body } = await sendFile(work)
  if (status === 202) return await ended(body as Job, work)
  if (status >= 200 && status < 300) return body as ImportAnswer
  throw new Problem(status, (body as ProblemBody | undefined) ?? { title: `${status}`, code: 'http', status })
}

/** fetch does not tell how much has been sent. */
function sendFile(work: ImportWork): Promise<{ status: number; body: unknown }> {
  const request = new XMLHttpRequest()
  request.open('POST', address(`${registerPath(work.register)}/imports`, { filename: work.file.name, ...work.options }))
  ownHeaders('POST', work.key).forEach((value, name) => request.setRequestHeader(name, value))
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  const stop = (): void => request.abort()
  work.signal.addEventListener('abort', stop)
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => work.told({ sending: true, share: total ? loaded / total : 0, text: '' })
    request.onload = () => resolve({ status: request.status, body: parsed(request.responseText) })
    request.onerror = () => reject(new Error('unreachable'))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.send(work.file)
  }).finally(() => work.signal.removeEventListener('abort', stop))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function ended(job: Job, { told, signal }: ImportWork): Promise<ImportAnswer> {
  const path = `/jobs/${job.id}`
  while (job.state === 'queued' || job.state === 'running') {
    told({ sending: false, share: job.progress, text: job.text })
    await pause(signal)
    job = await api<Job>(signal.aborted ? 'DELETE' : 'GET', path)
    if (signal.aborted) throw new DOMException('stopped', 'AbortError')
  }
  if (job.state === 'done' && job.result) return job.result
  const { status, code, detail } = job.error ?? { status: 409, code: job.state, detail: job.text }
  throw new Problem(status, { title: detail, status, code, detail })
}

/** Waits until it is time to ask again, or until the signal says stop. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const go = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', go)
      resolve()
    }
    const timer = setTimeout(go, pollEvery)
    signal.addEventListener('abort', go)
  })
}

/** The fields that a column can be, as the server names them. */
export const fields = [
  'id', 'name', 'category', 'area', 'town', 'village', 'unit', 'tags', 'size', 'lon', 'lat', 'location', 'datum', 'geometry', 'part_of',
  'typecode', 'type', 'person', 'phone', 'address', 'chief', 'lead', 'partners', 'note',
] as const

export const datums = ['wgs84', 'gcj02', 'bd09'] as const
