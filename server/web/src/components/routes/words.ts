import { useI18n } from 'vue-i18n'

import { type Leg, type LeftOut, type Relaxation } from '../../api/routes'
import { offRoads } from './rows'
import { kilometres, minutes, minutesAtLeast } from './times'

const timed: readonly string[] = ['later_end', 'earlier_start', 'later_closing', 'earlier_open']

/** What a plan says in words, in the language of the page. */
export interface Words {
  /** Why each team leaves a stop out, a line for each. */
  reasons: (left: LeftOut) => string[]
  /** By which change a stop would be served. */
  relaxed: (change: Relaxation | undefined) => string
  /** How long a leg takes, and what is doubtful about it. */
  way: (leg: Leg) => string
}

export function useWords(): Words {
  const { t } = useI18n()
  return {
    reasons: (left) =>
      (left.reasons ?? []).map((r) => t('routes.reason', { team: r.team, why: (r.why ?? []).map((w) => t(`routes.why-${w}`)).join(t('routes.and')) })),
    relaxed: (change) => {
      if (!change) return t('routes.change-none')
      const by = timed.includes(change.change) ? minutesAtLeast(change.by ?? 0) : (change.by ?? 0)
      return t(`routes.change-${change.change}`, { team: change.team, count: by }) + (change.date ? t('routes.on-date', { date: change.date }) : '')
    },
    way: (leg) => {
      const off = offRoads(leg)
      const way = t('routes.way', { minutes: minutes(leg.ms), kilometres: kilometres(leg.mm) })
      return [way, leg.estimated && t('routes.estimated'), off && t('routes.off-roads', { metres: off })].filter(Boolean).join(' · ')
    },
  }
}
