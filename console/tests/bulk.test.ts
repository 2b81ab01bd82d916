// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { actOnMany } from '@/api/queue'

const act = (count: number) => ({
  action: 'start_handling' as const,
  params: {},
  items: Array.from({ length: count }, (_, nth) => ({ id: String(nth), version: 1 })),
})

describe('an act on many', () => {
  const asked: number[] = []
  let fails = Infinity

  beforeEach(() => {
    asked.length = 0
    fails = Infinity
    vi.stubGlobal('fetch', async (request: Request) => {
      const { items } = (await request.json()) as { items: { id: string }[] }
      asked.push(items.length)
      if (asked.length > fails) return Response.json({ title: '正忙', detail: '请稍后再试。' }, { status: 503 })
      return Response.json({ items: items.map(({ id }) => ({ id, ok: true })) })
    })
  })

  it('is sent in portions that the desk takes, and has a result for each', async () => {
    const results = await actOnMany(act(450))

    expect(asked).toEqual([200, 200, 50])
    expect(results.map(({ id, ok }) => [id, ok])).toEqual(act(450).items.map(({ id }) => [id, true]))
  })

  it('tells what was not done where the desk fails in between', async () => {
    fails = 1
    const results = await actOnMany(act(300))

    expect(results.filter(({ ok }) => ok)).toHaveLength(200)
    expect(results.slice(200).every(({ ok, problem }) => !ok && problem?.detail === '请稍后再试。')).toBe(true)
  })

  it('fails as a whole where nothing was done', async () => {
    fails = 0
    await expect(actOnMany(act(3))).rejects.toMatchObject({ status: 503 })
  })
})
