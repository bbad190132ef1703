import type { Exposure, GroupFigures, Grouping, Kind, SiteFigures } from '../../api/exposure'
import type { Site } from '../../api/sites'

// Chances as a person reads them: in per cent, in classes of colour, in rows.

/** A chance in per cent: as many digits as say something, and 100 only if it is certain. */
export function percent(chance: number | null): string {
  if (chance === null) return '–'
  const value = 100 * chance
  if (chance >= 1 - 1e-12) return '100 %'
  if (value >= 99.95) return '> 99.9 %'
  if (value === 0) return '0 %'
  if (value < 0.001) return '< 0.001 %'
  return `${value >= 10 ? Number(value.toFixed(1)) : Number(value.toPrecision(2))} %`
}

/** An error in percentage points, rounded up. */
export function margin(error: number): string {
  const points = 100 * error
  const unit = points >= 0.1 ? 10 : points >= 0.001 ? 1000 : 100_000
  return String(Math.ceil(points * unit - 1e-9) / unit)
}

/** The chance of at least one pick in k independent rounds. */
export function inRounds(once: number | null, k: number): number | null {
  if (once === null || once >= 1) return once
  return Math.min(-Math.expm1(k * Math.log1p(-once)), 1 - 1e-9) // what is not certain once never is
}

/** Classes of chances: each holds its lower edge. Colours grow darker, so that who sees no colours tells them apart too. */
export const classes = [
  { name: 'never', from: 0, colour: '#b6bfca' },
  { name: 'rare', from: 0, colour: '#f9c31f' },
  { name: 'one', from: 0.01, colour: '#f28a1c' },
  { name: 'five', from: 0.05, colour: '#dd513a' },
  { name: 'twenty', from: 0.2, colour: '#a92e5e' },
  { name: 'half', from: 0.5, colour: '#611163' },
  { name: 'always', from: 1, colour: '#160b39' },
] as const
export type Class = (typeof classes)[number]

const unknownClass = { name: 'unknown', from: 0, colour: '#5b9bd5' } as const
export type AnyClass = Class | typeof unknownClass

/** The class of a chance. */
export function classOf(once: number | null): AnyClass {
  if (once === null) return unknownClass
  if (once <= 0) return classes[0]
  return classes.findLast((c) => once >= c.from - 1e-12 && c !== classes[0]) ?? classes[1]
}

/** A line of a table: a site, or a group of them. */
export interface Row {
  key: string
  name: string
  hints: string[] // what else is said below the name
  sites: number
  unit: string
  area: string
  once: number | null
  error: number
  kind: Kind
  expected: number | null
  never?: string // why it cannot be drawn
}

/** Sites by id, categories by code, townships by their nine digits. */
export interface Names {
  sites: ReadonlyMap<string, Site>
  categories: ReadonlyMap<string, string>
  townships: ReadonlyMap<string, string>
}

const townshipDigits = 9

export const townshipOf = (site: Site | undefined): string => site?.area?.slice(0, townshipDigits) ?? ''

const reasons = ({ never }: Exposure): Map<string, string> => new Map(never.map((n) => [n.id, n.sentence]))

/** One row for each site. */
export function siteRows(exposure: Exposure, names: Names): Row[] {
  const why = reasons(exposure)
  return exposure.total.map((f: SiteFigures) => {
    const site = names.sites.get(f.id)
    const never = why.get(f.id)
    const about = [names.categories.get(site?.category ?? '') ?? site?.category ?? '', f.id]
    return {
      key: f.id, name: site?.name || f.id, hints: about.filter((text) => text && text !== site?.name), sites: 1, unit: site?.unit ?? '',
      area: names.townships.get(townshipOf(site)) ?? site?.area_name ?? '', once: never ? 0 : f.once, error: f.once_error ?? 0, kind: f.once_kind, expected: f.pi,
      ...(never && { never }),
    }
  })
}

/** One row for each unit, township, category or road chief. */
export function groupRows(groups: readonly GroupFigures[], by: Grouping, names: Names): Row[] {
  return groups.map((g) => {
    const name = by === 'category' ? (names.categories.get(g.name) ?? g.title) : g.title
    return {
      key: g.name, name: name || g.name, hints: name && name !== g.name ? [g.name] : [], sites: g.sites, unit: '', area: '',
      once: g.once, error: g.once_error ?? 0, kind: g.kind, expected: g.expected,
    }
  })
}

export const orders = ['most', 'least', 'name', 'sites', 'expected'] as const
export type Order = (typeof orders)[number]

/** Rows in an order. What cannot be drawn, and what is not known, comes last. */
export function sorted(rows: readonly Row[], order: Order): Row[] {
  const chance = (r: Row): number => (order === 'least' ? -1 : 1) * (r.once ?? 0)
  const may = (r: Row): number => Number((r.once ?? 0) > 0)
  const by: Record<Order, (a: Row, b: Row) => number> = {
    most: (a, b) => may(b) - may(a) || chance(b) - chance(a),
    least: (a, b) => may(b) - may(a) || chance(b) - chance(a),
    name: (a, b) => a.name.localeCompare(b.name, 'zh'),
    sites: (a, b) => b.sites - a.sites,
    expected: (a, b) => (b.expected ?? -1) - (a.expected ?? -1),
  }
  return [...rows].sort(by[order])
}

/** Rows of which a word is part of something that is said. */
export function found(rows: readonly Row[], word: string): readonly Row[] {
  const wanted = word.trim().toLowerCase()
  if (!wanted) return rows
  return rows.filter((r) => [r.name, r.unit, r.area, ...r.hints].some((text) => text.toLowerCase().includes(wanted)))
}

/** What each step draws, in words: the categories of its candidates. */
export function stepNames({ sites }: Exposure, names: Names): Map<string, string> {
  const drawn = new Map<string, Set<string>>()
  for (const { id, step } of sites) {
    const code = names.sites.get(id)?.category ?? ''
    drawn.set(step, (drawn.get(step) ?? new Set()).add(names.categories.get(code) ?? code))
  }
  return new Map([...drawn].map(([step, of]) => [step, [...of].filter(Boolean).join(' / ')]))
}

/** How many sites each kind of figure has, and how far they may be off at most. */
export function basisOf(exposure: Exposure): { kind: Kind; count: number; worst: number }[] {
  const all = new Map<Kind, { kind: Kind; count: number; worst: number }>()
  for (const { once_kind: kind, once_error: error } of exposure.total) {
    const of = all.get(kind) ?? { kind, count: 0, worst: 0 }
    all.set(kind, { kind, count: of.count + 1, worst: Math.max(of.worst, error ?? 0) })
  }
  return (['exact', 'bounded', 'estimated', 'unknown'] as const).flatMap((kind) => all.get(kind) ?? [])
}

/** What a unit waits for: how likely one of its sites is drawn, its likeliest site, and the township of them all if it may be drawn as such. */
export interface UnitChances {
  unit: GroupFigures
  likeliest: Row | undefined
  township: { name: string; once: number } | undefined
}

export function unitChances(exposure: Exposure, names: Names, unit: string): UnitChances | undefined {
  const group = exposure.groups.unit?.find((g) => g.name === unit)
  if (!group) return undefined
  const total = exposure.total.filter((f) => names.sites.get(f.id)?.unit === unit)
  const rows = siteRows({ ...exposure, total }, names)
  const townships = new Set(rows.map((r) => townshipOf(names.sites.get(r.key))))
  return { unit: group, likeliest: sorted(rows, 'most')[0], township: townships.size === 1 ? openedTownship(exposure, names, [...townships][0] ?? '') : undefined }
}

/** How likely a township is drawn as the one in which more is drawn. */
function openedTownship(exposure: Exposure, names: Names, digits: string): { name: string; once: number } | undefined {
  const opener = exposure.stages.flatMap((s) => s.openers).find((o) => {
    const site = names.sites.get(o.id)
    return digits !== '' && site?.area === `${digits}000`
  })
  return opener && opener.opened !== null ? { name: names.townships.get(digits) ?? names.sites.get(opener.id)?.name ?? digits, once: opener.opened } : undefined
}
