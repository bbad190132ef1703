import { language } from '../i18n'
import type { List, ProblemBody } from './types'

/** Where the API begins. */
export const base = '/api/v1'

let secret = '' // of the session, for X-CSRF-Token

export function setSecret(csrf: string): void {
  secret = csrf
}

/** What the server refused, with its sentence in the language of the page. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.detail ?? body.title)
  }

  get code(): string {
    return this.body.code
  }
}

export interface Options {
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown // sent as JSON, a Blob or FormData as it is
  key?: string // Idempotency-Key
  signal?: AbortSignal
}

/** The address of a path of the API: absolute ones, as `next` links are, stay as they are. */
export function address(path: string, query: Options['query'] = {}): string {
  const url = new URL(path.startsWith('/api/') || path.startsWith('/ogc') ? path : base + path, location.origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  }
  return url.pathname + url.search
}

/** The headers that every request of the page has. */
export function ownHeaders(method: string, key?: string): Headers {
  const headers = new Headers({ 'Accept-Language': language() })
  if (method !== 'GET' && secret) headers.set('X-CSRF-Token', secret)
  if (key) headers.set('Idempotency-Key', key)
  return headers
}

/** Asks the server; a refusal is thrown as a Problem. */
export async function send(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers = ownHeaders(method, options.key)
  let body: BodyInit | undefined
  if (options.body instanceof Blob || options.body instanceof FormData) {
    body = options.body
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body)
    headers.set('Content-Type', 'application/json')
  }
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (body !== undefined) init.body = body
  if (options.signal) init.signal = options.signal
  const answer = await fetch(address(path, options.query), init)
  if (!answer.ok) throw new Problem(answer.status, await problemOf(answer))
  return answer
}

async function problemOf(answer: Response): Promise<ProblemBody> {
  try {
    return (await answer.json()) as ProblemBody
  } catch {
    return { title: `${answer.status} ${answer.statusText}`, code: 'http', status: answer.status }
  }
}

/** Asks the server for JSON. */
export async function api<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const answer = await send(method, path, options)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** How a long list is read: it tells how many items there are yet, and can be given up. */
export interface Reading {
  signal?: AbortSignal
  told?: (count: number) => void
}

/** All items of a list, page by page. */
export async function all<T>(path: string, query: Options['query'] = {}, { signal, told }: Reading = {}): Promise<T[]> {
  const items: T[] = []
  let next: string | undefined = address(path, { limit: 1000, ...query })
  while (next) {
    const page: List<T> = await api<List<T>>('GET', next, signal ? { signal } : {})
    items.push(...page.items)
    told?.(items.length)
    next = page.next
  }
  return items
}

/** A key for a POST that must not happen twice. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** Lets the browser save something as a file. */
export function save(what: Blob, name: string): void {
  const url = URL.createObjectURL(what)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
