// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { hasEnded, renewed, signInAs, signOut } from '@/lib/session'

let issued = 0

/** The desk signs anybody in, with a token of its own each time. */
async function signIn(person: string): Promise<string> {
  const token = `token-${(issued += 1)}`
  const begun = { token, expires_at: '2099-01-01T00:00:00Z', person: { id: person, roles: [] } }
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(begun)))
  await signInAs(person)
  return token
}

beforeEach(async () => signOut())
afterEach(() => vi.unstubAllGlobals())

describe('a refused token', () => {
  it('that is the current one waits for the same person to sign in again', async () => {
    const first = await signIn('li')
    const next = renewed(first)
    expect(hasEnded.value).toBe(true)
    const second = await signIn('li')
    expect([await next, hasEnded.value]).toEqual([second, false])
  })

  it('that was replaced meanwhile is answered with the current one, and nobody is asked', async () => {
    const first = await signIn('li')
    const second = await signIn('li')
    expect([await renewed(first), hasEnded.value]).toEqual([second, false])
  })

  it('of somebody who has left is never answered with the token of another', async () => {
    const first = await signIn('li')
    const waiting = renewed(first)
    await signIn('wang')
    expect([await waiting, await renewed(first), await renewed(undefined)]).toEqual([undefined, undefined, undefined])
    expect(hasEnded.value).toBe(false)
  })
})
