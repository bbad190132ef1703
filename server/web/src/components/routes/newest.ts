import { api } from '../../api/client'
import { listPlans } from '../../api/routes'
import type { DrawView, List } from '../../api/types'
import { isOffice, mayDraw } from '../../session'

const looked = 30 // draws: what is older is found on its own page

/** The newest draw that the reader can have routes planned for; for those who plan none, the newest that has some of theirs. */
export async function newestDraw(): Promise<number | undefined> {
  const { items } = await api<List<DrawView>>('GET', '/draws', { query: { order: 'newest', limit: looked } })
  const draws = items.filter((d) => !d.withdrawn)
  if (mayDraw()) return draws.find((d) => d.register && (isOffice() || d.kind === 'practice'))?.number
  for (const { number } of draws) {
    if ((await listPlans(number).catch(() => [])).length) return number
  }
  return undefined
}
