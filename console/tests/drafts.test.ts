// @vitest-environment happy-dom
import { Problem } from '@portdesk/client'
import { describe, expect, it } from 'vitest'

import type { DraftHand } from '@/lib/drafts'
import { signOut } from '@/lib/session'

import { eachInAWorld, rest, type Words, type World } from './draftWorld'

let world: World
const opened = (): Promise<DraftHand<Words>> => world.opened()

/** Changed here and on another computer. */
async function conflicted(): Promise<DraftHand<Words>> {
  const draft = await opened()
  draft.words.value.text = '第一版'
  await rest()
  world.there = { ...world.there!, words: { text: '另一台电脑', asks: false }, version: 2 }
  draft.words.value.text = '这一台'
  await rest()
  expect(draft.state.value).toBe('conflict')
  return draft
}

eachInAWorld((fresh) => (world = fresh))

describe('what is typed', () => {
  it('is in the browser at once, and at the desk after a rest', async () => {
    const draft = await opened()
    draft.words.value.text = '回'
    expect(world.here?.words.text).toBe('回')
    expect(draft.state.value).toBe('here')
    await rest(500)
    draft.words.value.text = '回单'
    await rest(700)
    expect(world.puts).toBe(0)
    await rest()
    expect([world.there?.words.text, draft.state.value, world.puts]).toEqual(['回单', 'saved', 1])
  })

  it('comes back after a reload, with the key it will be sent under', async () => {
    const before = await opened()
    before.words.value.text = '没有保存到服务台'
    const key = before.key.value
    world.there = undefined
    world.close()

    const after = world.open()
    await rest()
    expect([after.words.value.text, after.key.value]).toEqual(['没有保存到服务台', key])
    expect(world.there).toMatchObject({ key, version: 1 })
  })

  it('is not lost to a desk that is away', async () => {
    world.refuses = Problem.unreachable(new Error('down'), 'r')
    const draft = await opened()
    draft.words.value.text = '断网'
    await rest()
    expect(draft.state.value).toBe('here')
    world.refuses = undefined
    await rest(10_000)
    expect([world.there?.words.text, draft.state.value]).toEqual(['断网', 'saved'])
  })

  it('comes from the desk on another computer', async () => {
    world.there = { words: { text: '在别处写的', asks: true }, key: 'k', version: 4, at: new Date() }
    const draft = world.open()
    await rest()
    expect([draft.words.value, draft.key.value]).toEqual([{ text: '在别处写的', asks: true }, 'k'])
    expect(draft.state.value).toBe('saved')
  })

  it('is asked of the desk no more once the form is closed, and stays in the browser', async () => {
    world.refuses = Problem.unreachable(new Error('down'), 'r')
    const draft = await opened()
    draft.words.value.text = '断网时关掉'
    world.close()
    await rest()
    expect(world.puts).toBe(1)
    await rest(20_000)
    expect([world.puts, world.here?.words.text]).toEqual([1, '断网时关掉'])
  })

  it('is not pushed for whoever signs in next', async () => {
    const draft = await opened()
    draft.words.value.text = '走之前写的'
    await signOut()
    world.here = undefined
    world.close()
    await rest(20_000)
    expect([world.puts, world.here]).toEqual([0, undefined])
  })

  it('is deleted by deleting it, and the next has another key', async () => {
    const draft = await opened()
    const { value: key } = draft.key
    draft.words.value.text = '不要了'
    await rest()
    draft.words.value.text = ''
    await rest()
    expect([world.there, world.here, draft.state.value]).toEqual([undefined, undefined, 'empty'])
    expect(draft.key.value).not.toBe(key)
  })
})

describe('two versions of a draft', () => {
  it('are both kept until somebody says which words stand', async () => {
    const draft = await conflicted()
    expect(draft.conflict.value).toMatchObject({
      before: { text: '第一版' },
      theirs: { words: { text: '另一台电脑' } },
    })
    expect(world.here?.words.text).toBe('这一台')

    draft.settle({ text: '合在一起', asks: false })
    await rest()
    expect(world.there).toMatchObject({ version: 3, words: { text: '合在一起' } })
  })

  it('are both kept where somebody typed before the browser had told what it keeps', async () => {
    const before = await opened()
    before.words.value.text = '昨天写的一段'
    await rest()
    world.close()
    const kept = { ...world.here!, words: { text: '昨天写的一段，还没存到服务台', asks: false } }
    world.here = kept

    const draft = world.open()
    draft.words.value.text = '抢先打的字'
    await rest()
    expect([draft.state.value, draft.words.value.text]).toEqual(['conflict', '抢先打的字'])
    expect(draft.conflict.value?.theirs.words.text).toBe('昨天写的一段，还没存到服务台')
    expect(world.here).toMatchObject({ words: { text: '抢先打的字' }, behind: kept })

    world.close()
    const again = await opened()
    expect([again.state.value, again.words.value.text]).toEqual(['conflict', '抢先打的字'])
    again.settle(kept.words)
    await rest()
    expect([again.key.value, world.here?.key, world.here?.behind]).toEqual([kept.key, kept.key, undefined])
    expect(world.there).toMatchObject({ version: 2, words: kept.words })
  })

  it('are none where what was typed so early is the first', async () => {
    const draft = world.open()
    draft.words.value.text = '抢先打的字'
    await rest(0)
    expect([draft.state.value, world.here?.words.text]).toEqual(['here', '抢先打的字'])
    await rest()
    expect(world.there?.words.text).toBe('抢先打的字')
  })

  it('go on as a draft of its own where the other was sent', async () => {
    const draft = await opened()
    draft.words.value.text = '发出前'
    await rest()
    const { value: key } = draft.key
    world.there = undefined
    draft.words.value.text = '发出后又写的'
    await rest(2500)
    expect(draft.key.value).not.toBe(key)
    expect(world.there).toMatchObject({ version: 1, key: draft.key.value, words: { text: '发出后又写的' } })
    expect(world.here?.key).toBe(draft.key.value)
  })
})

describe('sending', () => {
  it('elsewhere leaves nothing to send here, unless the answer was lost', async () => {
    const before = await opened()
    before.words.value.text = '在另一个标签页发出'
    await rest()
    world.there = undefined
    world.close()
    const emptied = await opened()
    expect(emptied.words.value.text).toBe('')
    expect(emptied.key.value).not.toBe(before.key.value)

    world.here = {
      words: { text: '答复没有到', asks: false },
      key: 'k',
      version: 1,
      base: null,
      at: new Date(),
      isSending: true,
    }
    world.close()
    const after = await opened()
    expect([after.words.value.text, after.key.value]).toEqual(['答复没有到', 'k'])
  })

  it('takes the draft along: nothing is kept anywhere, and the next has another key', async () => {
    const draft = await opened()
    draft.words.value.text = '发出'
    const { value: key } = draft.key
    await draft.sendBy(draft.words.value, async () => void (world.there = undefined))
    await rest(20_000)
    expect([world.there, world.here, draft.words.value.text]).toEqual([undefined, undefined, ''])
    expect(draft.key.value).not.toBe(key)
  })

  it('leaves what was typed meanwhile as the next draft, also where the page goes before the answer comes', async () => {
    const draft = await opened()
    draft.words.value.text = '发出的'
    await rest()
    const sent = { ...draft.words.value }
    const { value: key } = draft.key
    let answer = (): void => undefined
    const sending = draft.sendBy(sent, () => new Promise<void>((resolve) => (answer = resolve)))
    await rest(0)
    draft.words.value.text = '发出的，后来又想到一句'
    await rest(5000)
    expect(world.there?.words.text).toBe('发出的')
    expect(world.here).toMatchObject({ words: { text: '发出的，后来又想到一句' }, behind: { words: sent, key } })
    expect(world.here?.key).not.toBe(key)

    world.there = undefined
    answer()
    await sending
    await rest()
    expect(draft.words.value.text).toBe('发出的，后来又想到一句')
    expect(draft.key.value).not.toBe(key)
    expect(world.there).toMatchObject({ version: 1, words: { text: '发出的，后来又想到一句' } })
  })

  it('lets a version that nobody has compared take the place of the one sent', async () => {
    const draft = await conflicted()
    await draft.sendBy({ ...draft.words.value }, async () => void (world.there = undefined))
    await rest()
    expect([draft.conflict.value, draft.words.value.text]).toEqual([undefined, '另一台电脑'])
    expect(world.there).toMatchObject({ version: 1, words: { text: '另一台电脑' } })
  })

  it('that is refused leaves every word and the key', async () => {
    const draft = await opened()
    draft.words.value.text = '被拒绝'
    const { value: key } = draft.key
    await expect(draft.sendBy(draft.words.value, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect([draft.words.value.text, draft.key.value, world.here?.key]).toEqual(['被拒绝', key, key])
  })
})
