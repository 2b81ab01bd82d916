import { afterEach, beforeEach, vi } from 'vitest'
import { effectScope } from 'vue'

import { type DraftHand, useDraft } from '@/lib/drafts'
import { type DeskCopy, DraftChanged, type LocalCopy } from '@/lib/draftStores'

export interface Words {
  text: string
  asks: boolean
}

/** Time passes, by default until what was typed has been brought to the desk. */
export const rest = async (ms = 1100): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** A desk and browsers with a memory of their own, told by `refuses` what to answer next. */
export class World {
  there: DeskCopy<Words> | undefined
  here: LocalCopy<Words> | undefined
  refuses: Error | undefined
  /** Why the desk does not tell what it keeps. */
  hides: Error | undefined
  puts = 0
  private scope = effectScope()

  open(): DraftHand<Words> {
    const stores = {
      local: {
        read: async () => this.here,
        write: async (copy: LocalCopy<Words>) => void (this.here = copy),
        remove: async () => void (this.here = undefined),
      },
      desk: {
        read: async () => {
          if (this.hides !== undefined) throw this.hides
          return this.there
        },
        put: async (words: Words, key: string, version: number) => {
          this.puts += 1
          if (this.refuses !== undefined) throw this.refuses
          if ((this.there?.version ?? 0) !== version) throw new DraftChanged(this.there)
          this.there = { words, key, version: version + 1, at: new Date() }
          return { version: version + 1, at: new Date() }
        },
        remove: async () => void (this.there = undefined),
      },
    }
    return this.scope.run(() => useDraft<Words>(() => ({ text: '', asks: false }), stores))!
  }

  /** Opens a draft and waits until it knows what is kept. */
  async opened(): Promise<DraftHand<Words>> {
    const draft = this.open()
    await rest(0)
    return draft
  }

  /** The page goes; what the browser keeps stays. */
  close(): void {
    this.scope.stop()
    this.scope = effectScope()
  }
}

/** Gives each test a world of its own, in which time passes only when it is told to. */
export function eachInAWorld(begin: (world: World) => void): void {
  let world: World
  beforeEach(() => {
    vi.useFakeTimers()
    world = new World()
    begin(world)
  })
  afterEach(() => {
    world.close()
    vi.useRealTimers()
  })
}
