import { Problem, randomId } from '@portdesk/client'
import { computed, ref, watch } from 'vue'

import { language } from '@/i18n'
import type { Person } from './access'
import { tabs } from './tabs'

interface Session {
  readonly token: string
  readonly expires_at: string
  readonly person: Person
}

const KEPT = 'portdesk.session'
const session = ref(restored())
/** The tokens that whoever is signed in has had: a call that began with one of them is theirs. */
const own = new Set(session.value === undefined ? [] : [session.value.token])
/** Those who wait for the session to go on, because the desk did not know its token any more. */
const waiting: ((token: string | undefined) => void)[] = []

/** Who is signed in. Their token lives as long as this tab, in memory and `sessionStorage` alone. */
export const me = computed(() => session.value?.person)
export const token = (): string | undefined => session.value?.token
/** Whether the desk has refused the token of somebody who is at work: they may go on where they are. */
export const hasEnded = ref(false)

const forgetting: (() => unknown)[] = []

/** Has `forget` called when a person leaves: whatever is kept for them goes with them. */
export function onLeaving(forget: () => unknown): void {
  forgetting.push(forget)
}

let present = new AbortController()
onLeaving(() => {
  present.abort()
  present = new AbortController()
})

/** A signal that lasts until whoever is signed in leaves. */
export function whileSignedIn(): AbortSignal {
  return present.signal
}

/** Everybody one may be on the embedded default; throws Problem (404 where signing in is another service's). */
export async function peopleToTry(): Promise<Person[]> {
  return (await asked<{ items: Person[] }>(new Request('/trial/people'))).items
}

/** Signs in for trial; throws Problem. Whoever was signed in before has left. */
export async function signInAs(person: string): Promise<void> {
  const body = JSON.stringify({ person })
  const begun = await asked<Session>(new Request('/trial/session', { method: 'POST', body }))
  if (me.value !== undefined && me.value.id !== begun.person.id) await leave()
  session.value = begun
  own.add(begun.token)
  hasEnded.value = false
  settle(begun.token)
}

/** Ends the session here and in every other tab, and clears what was kept locally. */
export async function signOut(): Promise<void> {
  tabs.post({ kind: 'signed-out' })
  await leave()
}

/**
 * The token to try again with after one was refused: at once where the person has another one by now, else when they
 * have signed in again; undefined where whoever began has left.
 */
export async function renewed(refused: string | undefined): Promise<string | undefined> {
  if (session.value === undefined || refused === undefined || !own.has(refused)) return undefined
  if (refused !== session.value.token) return session.value.token
  hasEnded.value = true
  return new Promise((resolve) => waiting.push(resolve))
}

tabs.on('signed-out', () => void leave())

// At once: who signs out leaves nothing behind, however soon the page goes.
watch(
  session,
  (now) => {
    if (now === undefined) sessionStorage.removeItem(KEPT)
    else sessionStorage.setItem(KEPT, JSON.stringify(now))
  },
  { flush: 'sync' },
)

async function leave(): Promise<void> {
  session.value = undefined
  own.clear()
  hasEnded.value = false
  settle(undefined)
  await Promise.all(forgetting.map((forget) => forget()))
}

function settle(token: string | undefined): void {
  for (const resolve of waiting.splice(0)) resolve(token)
}

function restored(): Session | undefined {
  const kept = sessionStorage.getItem(KEPT)
  const found = kept === null ? undefined : (JSON.parse(kept) as Session)
  return found !== undefined && Date.parse(found.expires_at) > Date.now() ? found : undefined
}

async function asked<T>(request: Request): Promise<T> {
  const requestId = randomId()
  const headers = { 'Accept-Language': language.value, 'X-Request-Id': requestId }
  const response = await fetch(new Request(request, { headers })).catch((cause: unknown) => {
    throw Problem.unreachable(cause, requestId)
  })
  if (!response.ok) throw await Problem.of(response, requestId)
  return (await response.json()) as T
}
