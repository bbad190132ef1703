import type { MapStyle } from '../map/style'
import { address, all, api, type Reading } from './client'
import type { List, Position } from './types'

// Registers as the map sees them: their versions, sites and categories, and the
// style by which MapLibre draws their tiles.

export interface RegisterName {
  id: string
  name: string
  current?: number
}

export interface VersionName {
  number: number
  sites: number
  note?: string
  published: string
  current: boolean
}

export interface Site {
  id: string
  name?: string
  category: string
  area?: string
  area_name?: string
  unit?: string
  part_of?: string
  tags?: string[]
  size?: number
  stands_for?: string
  position?: Position
}

export interface Category {
  code: string
  zh: string
  en: string
}

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number]

/** The coordinate systems that positions can be asked for in. */
export const datums = ['wgs84', 'gcj02', 'bd09'] as const
export type Datum = (typeof datums)[number]

/** A version of a register. */
export interface Edition {
  register: string
  version: number
}

/** What a search asks for; categories undefined: all. */
export interface SiteSearch {
  q: string
  categories: readonly string[] | undefined
}

export const listRegisters = (): Promise<RegisterName[]> => all('/registers')

export const listVersions = (register: string): Promise<VersionName[]> => all(`/registers/${encodeURIComponent(register)}/versions`)

/** All categories there are, which stay the same for as long as the server runs. */
export function listCategories(): Promise<Category[]> {
  return all('/categories', { limit: undefined })
}

const sitesPath = (register: string): string => `/registers/${encodeURIComponent(register)}/sites`

/** The first page of what a search finds, in the order of ids. */
export function findSites(at: Edition, search: SiteSearch, signal: AbortSignal): Promise<List<Site>> {
  const query = {
    version: at.version,
    q: search.q.trim(),
    category: search.categories?.join(','),
    fields: 'id,name,category,area,area_name,position',
    limit: 50,
  }
  return api('GET', sitesPath(at.register), { query, signal })
}

/** The page that a list's `next` leads to. */
export const moreSites = (next: string, signal: AbortSignal): Promise<List<Site>> => api('GET', next, { signal })

/** All sites of a version, with what tables and maps say of them. */
export const allSites = (at: Edition, reading: Reading = {}): Promise<Site[]> =>
  all(sitesPath(at.register), { version: at.version, fields: 'id,name,category,area,area_name,unit,position' }, reading)

/** Where the located sites of some categories are, by id. */
export async function sitePositions(at: Edition, categories: readonly string[], signal: AbortSignal): Promise<Map<string, Position>> {
  const found = categories.length ? await all<Site>(sitesPath(at.register), { version: at.version, category: categories.join(','), fields: 'id,position' }, { signal }) : []
  return new Map(found.flatMap(({ id, position }) => (position ? [[id, position]] : [])))
}

export function getSite(at: Edition, id: string, datum: Datum): Promise<Site> {
  return api('GET', `${sitesPath(at.register)}/${encodeURIComponent(id)}`, { query: { version: at.version, datum } })
}

const styles = new Map<string, Promise<MapStyle>>()

/** The style of a version, which never changes and is asked for once; without a version, of the current one. */
export function styleOf(register: string, version: number | undefined): Promise<MapStyle> {
  const path = address(`/ogc/${encodeURIComponent(register)}/style.json`, { version })
  const before = styles.get(path)
  if (before) return before
  const style = api<MapStyle>('GET', path)
  if (version !== undefined) {
    styles.set(path, style)
    style.catch(() => styles.delete(path))
  }
  return style
}
