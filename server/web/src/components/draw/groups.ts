import type { Opening, Pick } from '../../api/draws'

/** A pick with what became of it. */
export interface Row extends Pick {
  key: string
  openedFor?: Opening // it is a reserve that was opened
  replacedBy?: Opening // a reserve stands in for it
  replaceable: boolean // the office may open a reserve in its place
}

/** The picks of a step, in the order of the record. */
export interface Group {
  step: string
  categories: string[]
  main: number
  reserves: number
  rows: Row[]
}

const scopeOf = (p: { step: string; within?: string; stratum?: string }): string => JSON.stringify([p.step, p.within ?? '', p.stratum ?? ''])

/** The groups of what is seen of a draw. */
export function groupsOf(picks: Pick[], openings: Opening[]): Group[] {
  const opened = new Map(openings.map((o) => [scopeOf(o) + o.order, o]))
  const replaced = new Map(openings.map((o) => [scopeOf(o) + o.replaces, o]))
  const closed = new Set<string>() // scopes that have a reserve which was not opened
  for (const p of picks) if (p.role === 'reserve' && !opened.has(scopeOf(p) + p.order)) closed.add(scopeOf(p))

  const groups = new Map<string, Group>()
  for (const pick of picks) {
    const group = groups.get(pick.step) ?? { step: pick.step, categories: [], main: 0, reserves: 0, rows: [] }
    groups.set(pick.step, group)
    const scope = scopeOf(pick)
    const openedFor = pick.role === 'reserve' ? opened.get(scope + pick.order) : undefined
    const replacedBy = pick.role === 'main' || openedFor ? replaced.get(scope + pick.site.id) : undefined
    group.rows.push({
      ...pick,
      key: `${scope}${pick.role}${pick.order}`,
      replaceable: !replacedBy && closed.has(scope) && (pick.role === 'main' || openedFor !== undefined),
      ...(openedFor && { openedFor }),
      ...(replacedBy && { replacedBy }),
    })
    if (pick.role === 'main') group.main++
    else group.reserves++
    const category = pick.site.category_name ?? pick.site.category
    if (!group.categories.includes(category)) group.categories.push(category)
  }
  return [...groups.values()]
}

/** The groups with those rows alone in which a word stands. */
export function found(groups: Group[], word: string): Group[] {
  const wanted = word.trim().toLowerCase()
  if (!wanted) return groups
  const holds = ({ site }: Row): boolean =>
    [site.id, site.name, site.category_name, site.unit, site.area_name].some((text) => text?.toLowerCase().includes(wanted))
  return groups.map((g) => ({ ...g, rows: g.rows.filter(holds) })).filter((g) => g.rows.length > 0)
}
