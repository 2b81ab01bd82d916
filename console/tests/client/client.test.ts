import { createClient, headersOf, Problem, take } from '@portdesk/client'
import { describe, expect, it } from 'vitest'

function answering(...answers: (Response | Error)[]): { sent: Request[]; fetch: typeof fetch } {
  const sent: Request[] = []
  return {
    sent,
    fetch: (async (request: Request) => {
      sent.push(request.clone())
      const answer = answers.shift()!
      if (answer instanceof Error) throw answer
      return answer
    }) as typeof fetch,
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

function clientOf(server: { fetch: typeof fetch }, more: Partial<Parameters<typeof createClient>[0]> = {}) {
  return createClient({ baseUrl: 'http://desk.test', language: () => 'en', token: () => 'first', ...server, ...more })
}

const path = { params: { path: { request_id: '019a' } } }

describe('what every request carries', () => {
  it('has language, token and a request id of its own', async () => {
    const server = answering(json(200, {}), json(200, {}))
    const client = clientOf(server)
    await client.intake.GET('/intake/v1/requests/{request_id}', path)
    await client.intake.GET('/intake/v1/requests/{request_id}', path)
    const [one, two] = server.sent
    expect(one!.headers.get('Accept-Language')).toBe('en')
    expect(one!.headers.get('Authorization')).toBe('Bearer first')
    expect(one!.headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/)
    expect(one!.headers.get('X-Request-Id')).not.toBe(two!.headers.get('X-Request-Id'))
  })
})

describe('a 401', () => {
  it('is answered once with another token, and the body is sent again', async () => {
    const server = answering(json(401, {}), json(201, { id: '1' }))
    const client = clientOf(server, { refresh: async () => 'second' })
    await client.intake.POST('/intake/v1/requests/{request_id}/messages', { ...path, body: { text: 'here' } as never })
    expect(server.sent.map((request) => request.headers.get('Authorization'))).toEqual([
      'Bearer first',
      'Bearer second',
    ])
    expect(await server.sent[1]!.json()).toEqual({ text: 'here' })
  })

  it('is thrown when the second token is refused too', async () => {
    const client = clientOf(answering(json(401, {}), json(401, {})), { refresh: async () => 'second' })
    await expect(client.intake.GET('/intake/v1/requests/{request_id}', path)).rejects.toMatchObject({ status: 401 })
  })

  it('says which token was refused, and is not answered with one that came for another', async () => {
    const tokens = ['first', 'second']
    const refused: (string | undefined)[] = []
    const server = answering(json(401, {}), json(401, {}), json(200, {}))
    const client = clientOf(server, {
      token: () => tokens.shift(),
      refresh: async (token) => {
        refused.push(token)
        await Promise.resolve()
        return token === 'second' ? 'third' : undefined
      },
    })
    const read = () => client.intake.GET('/intake/v1/requests/{request_id}', path)
    const [one] = await Promise.allSettled([read(), read()])
    expect(refused).toEqual(['first', 'second'])
    expect(one.status).toBe('rejected')
    expect(server.sent.map((request) => request.headers.get('Authorization'))).toEqual([
      'Bearer first',
      'Bearer second',
      'Bearer third',
    ])
  })

  it('makes requests that fail together refresh together', async () => {
    let refreshed = 0
    const server = answering(json(401, {}), json(401, {}), json(200, {}), json(200, {}))
    const client = clientOf(server, {
      refresh: async () => {
        refreshed += 1
        await Promise.resolve()
        return 'second'
      },
    })
    const read = () => client.intake.GET('/intake/v1/requests/{request_id}', path)
    await Promise.all([read(), read()])
    expect(refreshed).toBe(1)
  })
})

describe('a refusal', () => {
  it('is thrown as a problem with its pointers, facts and request id', async () => {
    const document = {
      type: '/problems/invalid-input',
      title: 'Not acceptable',
      status: 422,
      detail: '1 fault(s) in the input.',
      instance: '/intake/v1/requests',
      request_id: 'abcdefgh',
      errors: [{ pointer: '/title', in: 'body', code: 'missing', detail: 'This member is required.' }],
      allowed: 3,
    }
    const client = clientOf(answering(json(422, document)))
    const problem: Problem = await take(client.intake.GET('/intake/v1/requests/{request_id}', path)).catch((it) => it)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 422, slug: 'invalid-input', requestId: 'abcdefgh', facts: { allowed: 3 } })
    expect(problem.errors[0]!.pointer).toBe('/title')
    expect(problem.passing).toBe(false)
  })

  it('says when to try again, and that a proxy without a document refused', async () => {
    const client = clientOf(answering(new Response('busy', { status: 503, headers: { 'Retry-After': '7' } })))
    await expect(client.intake.GET('/intake/v1/requests/{request_id}', path)).rejects.toMatchObject({
      slug: 'http-503',
      retryAfter: 7,
      passing: true,
    })
  })

  it('is told from silence', async () => {
    const client = clientOf(answering(new TypeError('no line')))
    await expect(client.intake.GET('/intake/v1/requests/{request_id}', path)).rejects.toMatchObject({
      status: 0,
      slug: 'unreachable',
    })
  })
})

describe('an intent', () => {
  it('keeps the version that was on the screen when it was formed', async () => {
    const server = answering(json(200, {}, { ETag: '"4"' }), json(200, {}, { ETag: '"5"' }))
    const client = clientOf(server)
    await client.intake.GET('/intake/v1/requests/{request_id}', path)
    const intent = client.intend('/intake/v1/requests/019a')
    await client.intake.GET('/intake/v1/requests/{request_id}', path)
    expect(headersOf(intent)).toEqual({ 'Idempotency-Key': intent.key, 'If-Match': '"4"' })
    expect(client.intend('/intake/v1/requests/019a').seen).toBe('"5"')
  })

  it('has a key of its own and no version where nothing was read', () => {
    const client = clientOf(answering())
    expect(client.intend().key).not.toBe(client.intend().key)
    expect(headersOf(client.intend('/intake/v1/requests/019b'))).not.toHaveProperty('If-Match')
  })

  it('forgets versions that another person has read', async () => {
    const client = clientOf(answering(json(200, {}, { ETag: '"4"' })))
    await client.intake.GET('/intake/v1/requests/{request_id}', path)
    client.forget()
    expect(client.intend('/intake/v1/requests/019a').seen).toBeUndefined()
  })
})
