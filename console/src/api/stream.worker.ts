import '@/polyfills'

import { createClient, stream, type Told } from '@portdesk/client'

/** What a page says to the worker. */
export type ToWorker =
  { readonly kind: 'signed-in'; readonly person: string; readonly token: string } | { readonly kind: 'bye' }
/** What the worker says to the pages of a person. */
export type FromWorker = Exclude<Told, { kind: 'down' }> | { readonly kind: 'down'; readonly status: number }

const PATH = '/notify/v1/stream?topics=requests&topics=counts&topics=presence'

/** One line for all pages of a person: six connections of HTTP/1.1 are all that a browser has. */
class Line {
  readonly pages = new Set<MessagePort>()
  private readonly end = new AbortController()
  private readonly desk = createClient({ language: () => 'zh', token: () => this.token })
  private last: FromWorker | undefined

  constructor(private token: string) {
    void this.follow()
  }

  get isOver(): boolean {
    return this.end.signal.aborted
  }

  join(page: MessagePort, token: string): void {
    this.token = token
    this.pages.add(page)
    if (this.last !== undefined) page.postMessage(this.last)
  }

  leave(page: MessagePort): void {
    this.pages.delete(page)
    if (this.pages.size === 0) this.end.abort()
  }

  private async follow(): Promise<void> {
    const url = new URL(PATH, location.origin).href
    for await (const told of stream(this.desk.send, url, { signal: this.end.signal })) {
      this.tell(told.kind === 'down' ? { kind: 'down', status: told.problem.status } : told)
    }
    this.end.abort()
  }

  private tell(said: FromWorker): void {
    if (said.kind === 'open' || said.kind === 'down') this.last = said
    for (const page of this.pages) page.postMessage(said)
  }
}

const lines = new Map<string, Line>()
const scope = self as unknown as { onconnect: (event: MessageEvent) => void }

scope.onconnect = ({ ports: [page] }) => {
  page!.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    const stays = data.kind === 'signed-in' ? data.person : undefined
    for (const [person, line] of lines) {
      if (person !== stays) line.leave(page!)
      if (line.isOver) lines.delete(person)
    }
    if (data.kind === 'bye') return
    if (!lines.has(data.person)) lines.set(data.person, new Line(data.token))
    lines.get(data.person)!.join(page!, data.token)
  }
}
