import { reactive, readonly } from 'vue'

import { api, setSecret } from './api/client'
import type { DrawKind, Session } from './api/types'

const state = reactive<{ who: Session }>({ who: { role: 'public', change: false } })

/** Who uses the page; role "public" while nobody has signed in. */
export const session = readonly(state)

function take(who: Session): void {
  setSecret(who.csrf ?? '')
  state.who = who
}

/** Asks the server who uses the page; the public if it cannot say. */
export async function loadSession(): Promise<void> {
  try {
    take(await api<Session>('GET', '/session'))
  } catch {
    take({ role: 'public', change: false })
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  take(await api<Session>('POST', '/session', { body: { login, password } }))
}

export async function signOut(): Promise<void> {
  await api('DELETE', '/session')
  await loadSession()
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  take(await api<Session>('PUT', '/session/password', { body: { old, new: fresh } }))
}

export const signedIn = (): boolean => state.who.role !== 'public'
export const isOffice = (): boolean => state.who.role === 'office'
export const mayDraw = (): boolean => state.who.role === 'office' || state.who.role === 'unit'
/** Whether a draw of this kind may have routes that the reader sees: they name people. */
export const mayRoute = (kind: DrawKind): boolean =>
  state.who.role === 'office' || state.who.role === 'inspector' || (state.who.role === 'unit' && kind === 'practice')
