import { send } from './client'
import { work, type Waiting } from './draws'

// Figures that are asked for by POST, as JSON and as files: nothing of them is kept but
// in the server's memory.

/** How the server is asked. */
export interface Asked {
  path: string
  body: unknown
  query?: NonNullable<Waiting['query']>
}

export const answer = <T>({ path, body, query = {} }: Asked, waiting: Waiting): Promise<T> => work('POST', path, { ...waiting, body, query })

/** The answer as a file: what was worked out is remembered, so that a second time takes little. */
export async function fileOf(asked: Asked, format: string, waiting: Waiting = {}): Promise<Blob> {
  for (;;) {
    const found = await send('POST', asked.path, { body: asked.body, query: { ...asked.query, format } })
    if (found.status !== 202) return await found.blob()
    await answer(asked, waiting)
  }
}
