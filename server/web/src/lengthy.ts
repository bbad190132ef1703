import { ref, type Ref } from 'vue'

import { Problem } from './api/client'

/** Work under way: how far it is in per cent, and what it does. */
export interface Progress {
  done: number
  text: string
}

/** How work tells how far it is, and what asks it to stop. */
export interface Telling {
  told: (done: number, text: string) => void
  stop: AbortSignal
}

export interface Lengthy {
  progress: Ref<Progress | undefined>
  fault: Ref<unknown>
  /** Does work; what was begun before is stopped. */
  run: (work: (telling: Telling) => Promise<void>) => Promise<void>
  stop: () => void
}

/** Work that takes its time, one at a time, with its progress. That somebody stopped it is no fault. */
export function useLengthy(): Lengthy {
  const progress = ref<Progress>()
  const fault = ref<unknown>()
  let last = new AbortController()

  async function run(work: (telling: Telling) => Promise<void>): Promise<void> {
    last.abort()
    const mine = (last = new AbortController())
    fault.value = undefined
    progress.value = { done: 0, text: '' }
    const told = (done: number, text: string): void => {
      if (mine === last) progress.value = { done: Math.round(100 * done), text }
    }
    try {
      await work({ told, stop: mine.signal })
    } catch (error) {
      const stopped = mine.signal.aborted && error instanceof Problem && error.code === 'job.cancelled'
      if (mine === last && !stopped) fault.value = error
    } finally {
      if (mine === last) progress.value = undefined
    }
  }

  return { progress, fault, run, stop: () => last.abort() }
}
