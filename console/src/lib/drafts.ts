import { Problem, randomId } from '@portdesk/client'
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'

import { DraftChanged, type DeskCopy, type DraftStores, type LocalCopy } from './draftStores'
import { whileSignedIn } from './session'
import { isUnanswered as isWithoutAnswer } from './useSending'

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
  /** What is being sent: drafts keep still meanwhile. */
  let sending: T | undefined
  let isOver = false
  /** Words are kept for the person who typed them, and for nobody who signs in after them. */
  const present = whileSignedIn()
  /** Words were sent under this key, and nobody has said whether they arrived: only the key makes that one act. */
  let isUnanswered = false
  /** What this browser keeps is known. */
  let isRead = false
  /** What it kept before somebody typed, until they say which words stand. */
  let behind: LocalCopy<T> | undefined
  /** What desk and browser will have in common once a conflict is settled. */
  let agreed: T | null = null
  /** What `words` were last set to by us, not by somebody who types. */
  let set = JSON.stringify(words.value)

  function take(taken: T): void {
    const value = { ...empty(), ...copyOf(taken) }
    set = JSON.stringify(value)
    words.value = value
  }

  async function begin(): Promise<void> {
    const here = await local.read().catch(() => undefined)
    isRead = true
    if (here !== undefined && (isBlank.value || same(here.words, words.value))) {
      take(here.words)
      ;({ key: key.value, version, base, behind } = here)
      isUnanswered = here.isSending === true
    } else {
      // Somebody typed before the browser had answered.
      behind = here
    }
    if (!isBlank.value) keepHere()
    if (behind !== undefined) return stand(behind, behind.base)
    state.value = isBlank.value ? 'empty' : 'here'
    try {
      const there = await desk.read()
      if (!isOver) compare(there)
    } catch {
      if (!isBlank.value) later(AGAIN_MS)
    }
  }

  function compare(there: DeskCopy<T> | undefined): void {
    if (there !== undefined && there.version !== version && (isBlank.value || same(words.value, base))) {
      return adopt(there)
    }
    if (there === undefined && version > 0) {
      // The desk let it go with the act that sent it, in another tab or on another computer.
      if (same(words.value, base) && !isUnanswered) take(empty())
      standAlone()
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
    stand(there, there.words)
  }

  /**
   * What stands here is a draft of its own from now on. Under the key of the one that was sent elsewhere it would be
   * taken for that one, and never arrive.
   */
  function standAlone(): void {
    ;[version, base] = [0, null]
    if (!isUnanswered) key.value = randomId()
    if (!isBlank.value) keepHere()
  }

  /** Two versions stand side by side until somebody chooses. */
  function stand(theirs: DeskCopy<T>, common: T | null): void {
    agreed = common
    conflict.value = { before: base ?? common ?? empty(), theirs }
    state.value = 'conflict'
  }

  function adopt(there: DeskCopy<T>): void {
    take(there.words)
    isUnanswered &&= there.key === key.value
    ;({ key: key.value, version } = there)
    base = there.words
    savedAt.value = there.at
    state.value = 'saved'
    keepHere()
  }

  function keepHere(): void {
    if (!isRead || present.aborted) return
    const copy = { words: copyOf(words.value), key: key.value, version, base, at: new Date() }
    if (sending === undefined) return void local.write({ ...copy, isSending: isUnanswered, behind })
    const sent = { ...copy, words: sending, isSending: true }
    // What is typed meanwhile is the next draft, should the page go before the answer comes.
    void local.write(same(copy.words, sending) ? { ...sent, behind } : { ...copy, key: randomId(), behind: sent })
  }

  function later(after: number): void {
    clearTimeout(timer)
    if (!isOver && !present.aborted) timer = setTimeout(() => void push(), after)
  }

  /** Brings the desk up to date; one call at a time. */
  function push(): Promise<void> {
    clearTimeout(timer)
    putting = putting.then(pushNow)
    return putting
  }

  async function pushNow(): Promise<void> {
    if (present.aborted || sending !== undefined || !isRead || conflict.value !== undefined) return
    const sent = copyOf(words.value)
    try {
      if (isBlank.value) {
        if (version > 0) await desk.remove()
        await local.remove()
        isUnanswered = false
        standAlone()
        if (isBlank.value) state.value = 'empty'
        return
      }
      if (same(sent, base)) return void (state.value = 'saved')
      const kept = await desk.put(sent, key.value, version)
      ;[version, base, savedAt.value] = [kept.version, sent, kept.at]
      if (sending !== undefined) return
      keepHere()
      if (same(sent, words.value)) state.value = 'saved'
    } catch (failure) {
      if (failure instanceof DraftChanged) {
        // What is being sent goes under the key it has; what comes after it is told again.
        if (sending !== undefined) return
        const { theirs } = failure as DraftChanged<T>
        if (theirs === undefined) standAlone()
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
      if (sending === undefined) later(IDLE_MS)
    },
    { deep: true, flush: 'sync' },
  )

  /** Says which words stand after two versions were compared. */
  function settle(chosen: T): void {
    const { theirs } = conflict.value!
    isUnanswered ||= behind?.isSending === true
    conflict.value = behind = undefined
    take(chosen)
    ;[version, base] = [theirs.version, agreed]
    // They may have been sent already: under their own key they are sent once.
    if (same(chosen, theirs.words)) key.value = theirs.key
    state.value = 'here'
    keepHere()
    void push()
  }

  /**
   * Sends `sent` by `act`, which takes the draft along; drafts keep still meanwhile, so that none is left behind.
   * Where the act succeeds, the next words are a new draft under a new key: those that were typed meanwhile, or those
   * that nobody has compared with the ones sent.
   */
  async function sendBy<R>(sent: T, act: () => Promise<R>): Promise<R> {
    clearTimeout(timer)
    sending = sent
    const sentKey = key.value
    await putting
    keepHere()
    try {
      // Whoever sent it has left meanwhile: nobody else sends their words.
      if (present.aborted) throw Problem.unreachable('signed out', '')
      const result = await act()
      if (isUnanswered) await removeLeftover(sentKey).catch(() => undefined)
      await local.remove()
      goOn(sent)
      return result
    } catch (failure) {
      sending = undefined
      isUnanswered = failure instanceof Problem && (failure.passing || isWithoutAnswer(failure))
      keepHere()
      throw failure
    }
  }

  /**
   * Where an earlier try arrived, the last one was only answered as that one: it took no draft along, and one that was
   * pushed in between would show words that were sent already.
   */
  async function removeLeftover(sentKey: string): Promise<void> {
    if (present.aborted) return
    const there = await desk.read()
    if (there?.key === sentKey && !present.aborted) await desk.remove()
  }

  function goOn(sent: T): void {
    const left = conflict.value?.theirs
    isUnanswered = behind?.isSending === true
    key.value = left === undefined || left.key === key.value ? randomId() : left.key
    conflict.value = behind = undefined
    ;[version, base] = [0, null]
    if (same(sent, words.value)) take(left?.words ?? empty())
    sending = undefined
    state.value = isBlank.value ? 'empty' : 'here'
    if (isBlank.value) return
    keepHere()
    later(IDLE_MS)
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

/** The same words, which nobody types in. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
