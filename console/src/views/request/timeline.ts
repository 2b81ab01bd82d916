import type { Entry, Message } from '@/api/requests'

/** What stands in the history: something that was said, or a run of things that happened. */
export type Item =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'entries'; readonly key: string; readonly entries: readonly Entry[] }

/** The history of a request, oldest first: each message in the place of the entry that tells of it. */
export function historyOf(entries: readonly Entry[], messages: readonly Message[]): Item[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const items: Item[] = []
  let run: Entry[] = []
  const close = (): void => {
    if (run.length > 0) items.push({ kind: 'entries', key: `${run[0]!.at} ${run[0]!.act}`, entries: run })
    run = []
  }
  for (const entry of entries) {
    const told = entry.facts.id === undefined ? undefined : byId.get(entry.facts.id)
    if (told === undefined) {
      // The entry of a message that has not come yet says nothing by itself.
      if (entry.facts.id === undefined) run.push(entry)
      continue
    }
    close()
    byId.delete(told.id)
    items.push({ kind: 'message', key: told.id, message: told })
  }
  close()
  for (const message of byId.values()) items.push({ kind: 'message', key: message.id, message })
  return items
}

/** The messages of others that `person` has not read, oldest first. */
export function unreadOf(messages: readonly Message[], readUpTo: string | null, person: string): Message[] {
  const read = messages.findIndex(({ id }) => id === readUpTo)
  return messages.slice(read + 1).filter(({ author }) => author !== person)
}
