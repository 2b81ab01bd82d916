import { type Intake, Problem, take } from '@portdesk/client'

import { DraftChanged, type DeskCopy, type DraftStores, type LocalCopy } from '@/lib/draftStores'
import { localCopies } from '@/lib/localCopies'
import { me } from '@/lib/session'

import { desk } from '.'

type Found = Intake['schemas']['DraftView']

/** With this header an act takes the draft along in which its words were typed. */
export const SENT_DRAFT = 'PortDesk-Draft'

/** Where the draft of `scope` is kept; intake keeps the words that its acts send. */
export function draftStores<T extends object>(scope: string): DraftStores<T> {
  const name = `${me.value!.id} ${scope}`
  const params = { path: { scope } }
  return {
    local: {
      read: () => localCopies.read<LocalCopy<T>>(name),
      write: (copy) => localCopies.write(name, copy),
      remove: () => localCopies.remove(name),
    },
    desk: {
      async read() {
        const known = await listDrafts()
        return known.some((one) => one.scope === scope) ? readDraft<T>(scope) : undefined
      },
      async put(words, key, version) {
        const seen = version > 0 ? { 'If-Match': `"${version}"` } : {}
        try {
          const kept = await take(
            desk.intake.PUT('/intake/v1/drafts/{scope}', {
              params: { ...params, header: seen },
              body: { ...words, idempotency_key: key },
            }),
          )
          return { version: kept.version, at: new Date(kept.saved_at) }
        } catch (failure) {
          const changed = failure instanceof Problem && failure.slug === 'draft-changed'
          if (!changed) throw failure
          const current = failure.facts.current as Found | null
          throw new DraftChanged(current === null ? undefined : copyOf<T>(current))
        }
      },
      async remove() {
        await desk.intake.DELETE('/intake/v1/drafts/{scope}', { params })
      },
    },
  }
}

/** The person's drafts, without their words. */
export async function listDrafts(): Promise<Intake['schemas']['DraftSummary'][]> {
  return (await take(desk.intake.GET('/intake/v1/drafts'))).items
}

/** One draft of the person. */
export async function readDraft<T>(scope: string): Promise<DeskCopy<T>> {
  return copyOf(await take(desk.intake.GET('/intake/v1/drafts/{scope}', { params: { path: { scope } } })))
}

function copyOf<T>({ version, saved_at, body }: Found): DeskCopy<T> {
  const { idempotency_key, ...words } = body as Record<string, unknown>
  return { version, at: new Date(saved_at), key: String(idempotency_key), words: words as T }
}
