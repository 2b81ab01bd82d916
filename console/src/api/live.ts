import { ref, watch } from 'vue'

import { me, token } from '@/lib/session'

import type { FromWorker, ToWorker } from './stream.worker'
import workerUrl from './stream.worker?sharedworker&url'

/** How the page learns of changes: told as they happen, or by asking every half minute while nobody can tell it. */
export const live = ref<'connecting' | 'stream' | 'polling'>('connecting')

/** An event of the stream, or that any may have been missed. */
export type Heard =
  | { readonly kind: 'event'; readonly event: string; readonly data: unknown }
  | { readonly kind: 'gap'; readonly event?: never }

const POLL_MS = 30_000
const listeners = new Set<(heard: Heard) => void>()

/** Has `listener` told of every change; returns how to stop. */
export function onTold(listener: (heard: Heard) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Follows the stream for as long as somebody is signed in. */
export function startLive(): void {
  setInterval(() => live.value === 'polling' && me.value !== undefined && tell({ kind: 'gap' }), POLL_MS)
  const port = connected()
  if (port === undefined) {
    live.value = 'polling'
    return
  }
  const say = (said: ToWorker): void => port.postMessage(said)
  const sayWho = (): void => {
    const [person, now] = [me.value, token()]
    live.value = 'connecting'
    say(
      person === undefined || now === undefined
        ? { kind: 'bye' }
        : { kind: 'signed-in', person: person.id, token: now },
    )
  }
  watch([me, token], sayWho, { immediate: true })
  // A page that is left may be kept and come back as it was; what it missed meanwhile it asks for.
  addEventListener('pagehide', () => say({ kind: 'bye' }))
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    sayWho()
    tell({ kind: 'gap' })
  })
}

function hear({ data }: MessageEvent<FromWorker>): void {
  if (data.kind === 'open') live.value = 'stream'
  else if (data.kind === 'down') live.value = 'polling'
  else tell(data)
}

function tell(heard: Heard): void {
  for (const listener of listeners) listener(heard)
}

/** The way to the one worker of this browser; undefined where there can be none. */
function connected(): MessagePort | undefined {
  if (!('SharedWorker' in globalThis)) return undefined
  try {
    const worker = new SharedWorker(trusted(workerUrl), { type: 'module', name: 'portdesk-stream' })
    worker.port.onmessage = hear
    // The script cannot be fetched: then nobody ever answers.
    worker.onerror = () => (live.value = 'polling')
    return worker.port
  } catch {
    return undefined
  }
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string }
}

/** The one script address that may become a worker, where the browser asks for a word about it. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  if (trustedTypes === undefined) return url
  const policy = trustedTypes.createPolicy('portdesk', {
    createScriptURL(asked) {
      if (asked !== workerUrl) throw new TypeError(`not a script of ours: ${asked}`)
      return asked
    },
  })
  return policy.createScriptURL(url)
}
