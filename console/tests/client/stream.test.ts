import { Problem, stream, type Told } from '@portdesk/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { EventParser } from '../../../sdk/typescript/src/sse'

function lines(...pieces: string[]): Response {
  const encoder = new TextEncoder()
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(encoder.encode(piece))
        controller.close()
      },
    }),
  )
}

describe('the parser', () => {
  const text =
    ': hello\n\nid: 1\nevent: request.changed\ndata: {"id":\ndata: 7}\n\r\nretry: 900\r\n\r\nid: 2\rdata: x\r\r\n'

  it('reads the same events wherever the text is cut', () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parser = new EventParser()
      const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]
      expect(events).toEqual([
        { id: '1', event: 'request.changed', data: '{"id":\n7}' },
        { id: '2', event: 'message', data: 'x' },
      ])
      expect(parser.retry).toBe(900)
    }
  })

  it('leaves an unfinished event alone', () => {
    expect(new EventParser().push('data: half\n')).toEqual([])
  })
})

describe('the stream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function follow(server: ((request: Request) => Response)[], lastId = ''): Promise<[Told[], Request[]]> {
    const told: Told[] = []
    const sent: Request[] = []
    const end = new AbortController()
    const send = async (request: Request): Promise<Response> => {
      sent.push(request)
      const answer = server.shift()
      if (answer === undefined) {
        end.abort()
        throw new Error('over')
      }
      return answer(request)
    }
    const following = (async () => {
      for await (const one of stream(send, 'http://desk.test/stream', { signal: end.signal, lastId })) told.push(one)
    })()
    await vi.runAllTimersAsync()
    await following
    return [told, sent]
  }

  it('goes on after the last event it saw', async () => {
    const first = () => lines('id: 7\nevent: counts.changed\ndata: {}\n\n')
    const [told, sent] = await follow([first, () => lines('id: 8\nevent: counts.changed\ndata: {}\n\n')], '6')
    expect(sent.map((request) => request.headers.get('Last-Event-ID'))).toEqual(['6', '7', '8'])
    expect(told.map((one) => one.kind)).toEqual(['open', 'event', 'down', 'open', 'event', 'down'])
  })

  it('keeps the id of a block that says nothing else, and not the one of a block that was cut', async () => {
    const [told, sent] = await follow([
      () => lines('id: 7\n\n', 'id: 8\nevent: counts.changed\nda'),
      () => lines('id: 8\nevent: counts.changed\ndata: {}\n\n'),
    ])
    expect(sent.map((request) => request.headers.get('Last-Event-ID'))).toEqual([null, '7', '8'])
    expect(told.filter((one) => one.kind === 'event')).toHaveLength(1)
  })

  it('says that there is a gap where the server cannot replay', async () => {
    const [told] = await follow([() => lines('id: 9\nevent: resync\ndata: {}\n\n')])
    expect(told.map((one) => one.kind)).toEqual(['open', 'gap', 'down'])
  })

  it('tries again after a server that is down, and not after a refusal', async () => {
    const refused = (): Response => {
      throw new Problem(403, 'not-yours', '', '', '')
    }
    const down = (): Response => {
      throw new Problem(503, 'unavailable', '', '', '')
    }
    const [told, sent] = await follow([down, refused, () => lines('never')])
    expect(sent).toHaveLength(2)
    expect(told.map((one) => (one.kind === 'down' ? one.problem.status : one.kind))).toEqual([503, 403])
  })
})
