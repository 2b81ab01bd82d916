import { onLeaving } from './session'

/** After ten hours another person may sit here. */
const KEPT_MS = 10 * 3600_000
const STORE = 'copies'

interface Kept {
  readonly at: number
  readonly copy: unknown
}

let opened: Promise<IDBDatabase | undefined> | undefined

/** What this browser keeps for whoever is signed in, until they sign out; nothing where it refuses to keep. */
export const localCopies = {
  async read<T>(name: string): Promise<T | undefined> {
    const kept = (await run('readonly', (store) => store.get(name))) as Kept | undefined
    return kept !== undefined && Date.now() - kept.at < KEPT_MS ? (kept.copy as T) : undefined
  },
  async write(name: string, copy: unknown): Promise<void> {
    await run('readwrite', (store) => store.put({ at: Date.now(), copy } satisfies Kept, name))
  },
  async remove(name: string): Promise<void> {
    await run('readwrite', (store) => store.delete(name))
  },
}

onLeaving(() => run('readwrite', (store) => store.clear()))

async function run(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  opened ??= open()
  const database = await opened
  if (database === undefined) return undefined
  return new Promise((resolve) => {
    const request = act(database.transaction(STORE, mode).objectStore(STORE))
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(undefined)
  })
}

function open(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    const request = indexedDB.open('portdesk', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(undefined)
  })
}
