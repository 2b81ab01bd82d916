import { Problem, randomId } from '@portdesk/client'
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'

/** A draft as this browser keeps it. */
export interface LocalCopy<T> {
  readonly words: T
  /** Under which the words will be sent, however often that takes. */
  readonly key: string
  /** The desk's version that these words go on from; 0 where it has none. */
  readonly version: number
  /** The words of that version. */
  readonly base: T | null
  readonly at: Date
  /** They were being sent when the page went: whether they arrived is told by sending them again. */
  readonly isSending?: boolean
}

/** A draft as the desk keeps it. */
export interface DeskCopy<T> {
  readonly words: T
  readonly key: string
  readonly version: number
  readonly at: Date
}

/** Where drafts are kept: at once in this browser, and soon after at the desk. */
export interface DraftStores<T> {
  readonly local: {
    read(): Promise<LocalCopy<T> | undefined>
    write(copy: LocalCopy<T>): Promise<void>
    remove(): Promise<void>
  }
  readonly desk: {
    read(): Promise<DeskCopy<T> | undefined>
    /** Throws DraftChanged where the desk's version is another. */
    put(words: T, key: string, version: number): Promise<{ version: number; at: Date }>
    remove(): Promise<void>
  }
}

/** The draft was changed or sent elsewhere; `theirs` is what is there now. */
export class DraftChanged<T> extends Error {
  constructor(readonly theirs: DeskCopy<T> | undefined) {
    super('draft changed')
  }
}

/** Two versions of a draft, and the one both began from. */
export interface DraftConflict<T> {
  readonly before: T
  readonly theirs: DeskCopy<T>
}

/** Where what was typed is by now. */
export type DraftState = 'reading' | 'empty' | 'here' | 'saved' | 'conflict'

const IDLE_MS = 1000
const AGAIN_MS = 8000

/**
 * Words that are not lost: `words` are kept in this browser at every change and at the desk after a second's rest.
 *
 * Where the desk has other words by then, nothing is overwritten until `settle` says which words stand.
 */
export function useDraft<T extends object>(empty: () => T, { local, desk }: DraftStores<T>) {
  const words = ref(empty()) as Ref<T>
  const key = ref(randomId())
  const state = ref<DraftState>('reading')
  const savedAt = ref<Date>()
  const conflict = shallowRef<DraftConflict<T>>()
  const isBlank = computed(() => same(words.value, empty()))

  let version = 0
  let base: T | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let putting: Promise<void> = Promise.resolve()
  let isHeld = false
  let isOver = false
  /** What this browser keeps are these words, or may be overwritten by them. */
  let isOurs = false
  /** What `words` were last set to by us, not by somebody who types. */
  let set = JSON.stringify(words.value)

  function take(taken: T): void {
    const value = { ...empty(), ...copyOf(taken) }
    set = JSON.stringify(value)
    words.value = value
  }

  async function begin(): Promise<void> {
    const here = await local.read()
    const isTyped = !isBlank.value
    if (here !== undefined && isTyped && !same(here.words, words.value)) {
      // Somebody typed before the browser had answered.
      conflict.value = { before: here.base ?? empty(), theirs: here }
      state.value = 'conflict'
      return
    }
    if (here !== undefined) {
      take(here.words)
      ;({ key: key.value, version, base } = here)
    }
    isOurs = true
    if (here === undefined && isTyped) keepHere()
    state.value = isBlank.value ? 'empty' : 'here'
    try {
      const there = await desk.read()
      if (!isOver) compare(there, here?.isSending === true)
    } catch {
      if (!isBlank.value) later(AGAIN_MS)
    }
  }

  function compare(there: DeskCopy<T> | undefined, wasSending: boolean): void {
    if (there !== undefined && there.version !== version && (isBlank.value || same(words.value, base))) {
      return adopt(there)
    }
    if (there === undefined && version > 0) {
      const isSent = same(words.value, base) && !wasSending
      ;[version, base] = [0, null]
      // The desk let it go with the act that sent it, in another tab or on another computer.
      if (isSent) take(empty())
    }
    savedAt.value = there?.at
    settleInto(there)
  }

  function settleInto(there: DeskCopy<T> | undefined): void {
    if (there === undefined || there.version === version || same(there.words, words.value)) {
      if (there !== undefined) [version, base] = [there.version, there.words]
      later(IDLE_MS)
      return
    }
    conflict.value = { before: base ?? empty(), theirs: there }
    state.value = 'conflict'
  }

  function adopt(there: DeskCopy<T>): void {
    take(there.words)
    ;({ key: key.value, version } = there)
    base = there.words
    savedAt.value = there.at
    state.value = 'saved'
    keepHere()
  }

  function keepHere(): void {
    if (!isOurs) return
    void local.write({ words: copyOf(words.value), key: key.value, version, base, at: new Date(), isSending: isHeld })
  }

  function later(after: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void push(), after)
  }

  /** Brings the desk up to date; one call at a time. */
  function push(): Promise<void> {
    clearTimeout(timer)
    putting = putting.then(pushNow)
    return putting
  }

  async function pushNow(): Promise<void> {
    if (isHeld || !isOurs || conflict.value !== undefined) return
    const sent = copyOf(words.value)
    try {
      if (isBlank.value) {
        if (version > 0) await desk.remove()
        await local.remove()
        ;[version, base] = [0, null]
        if (isBlank.value) state.value = 'empty'
        return
      }
      if (same(sent, base)) return void (state.value = 'saved')
      const kept = await desk.put(sent, key.value, version)
      ;[version, base, savedAt.value] = [kept.version, sent, kept.at]
      if (isHeld) return
      keepHere()
      if (same(sent, words.value)) state.value = 'saved'
    } catch (failure) {
      if (failure instanceof DraftChanged) {
        const { theirs } = failure as DraftChanged<T>
        // Sent or deleted elsewhere: what stands here is a draft of its own from now on.
        if (theirs === undefined) [version, base] = [0, null]
        settleInto(theirs)
      } else if (!(failure instanceof Problem) || failure.passing) {
        later(AGAIN_MS)
      }
    }
  }

  watch(
    words,
    () => {
      if (JSON.stringify(words.value) === set) return
      set = ''
      if (state.value !== 'conflict') state.value = 'here'
      keepHere()
      if (!isHeld) later(IDLE_MS)
    },
    { deep: true, flush: 'sync' },
  )

  /** Says which words stand after two versions were compared. */
  function settle(chosen: T): void {
    const { theirs } = conflict.value!
    conflict.value = undefined
    isOurs = true
    take(chosen)
    ;[version, base] = [theirs.version, theirs.words]
    state.value = 'here'
    keepHere()
    void push()
  }

  /**
   * Sends the words by `act`, which takes the draft along; drafts keep still meanwhile, so that none is left behind.
   * Where the act succeeds, the next words are a new draft under a new key.
   */
  async function sendBy<R>(act: () => Promise<R>): Promise<R> {
    clearTimeout(timer)
    isHeld = true
    await putting
    keepHere()
    try {
      const result = await act()
      await local.remove()
      ;[version, base] = [0, null]
      conflict.value = undefined
      take(empty())
      key.value = randomId()
      state.value = 'empty'
      isHeld = false
      return result
    } catch (failure) {
      isHeld = false
      keepHere()
      throw failure
    }
  }

  const flush = (): void => void (timer !== undefined && push())
  addEventListener('blur', flush)
  addEventListener('pagehide', flush)
  onScopeDispose(() => {
    isOver = true
    flush()
    removeEventListener('blur', flush)
    removeEventListener('pagehide', flush)
  })
  void begin()

  return { words, key, state, savedAt, conflict, isBlank, settle, sendBy }
}

export type DraftHand<T extends object> = ReturnType<typeof useDraft<T>>

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
