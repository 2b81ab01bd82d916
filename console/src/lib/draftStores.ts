/** A draft as the desk keeps it. */
export interface DeskCopy<T> {
  readonly words: T
  /** Under which the words will be sent, however often that takes. */
  readonly key: string
  /** The desk's version of these words, or the one they go on from; 0 where it has none. */
  readonly version: number
  readonly at: Date
}

/** A draft as this browser keeps it. */
export interface LocalCopy<T> extends DeskCopy<T> {
  /** The words of the desk's version. */
  readonly base: T | null
  /** Words were sent under this key and nobody had answered when the page went: sending again tells whether they arrived. */
  readonly isSending?: boolean
  /** What was kept before, and has not been compared with these words yet. */
  readonly behind?: LocalCopy<T> | undefined
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
