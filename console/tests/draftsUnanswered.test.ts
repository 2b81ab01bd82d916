// @vitest-environment happy-dom
import { Problem } from '@portdesk/client'
import { describe, expect, it } from 'vitest'

import type { DraftHand } from '@/lib/drafts'

import { eachInAWorld, rest, type Words, type World } from './draftWorld'

const down = Problem.unreachable(new Error('down'), 'r')
let world: World

/** Sends what was typed: it arrives and takes the draft along, and the answer is lost. */
async function sendInVain(draft: DraftHand<Words>): Promise<Words> {
  const sent = { ...draft.words.value }
  const arrive = async (): Promise<void> => {
    world.there = undefined
    throw down
  }
  await expect(draft.sendBy(sent, arrive)).rejects.toThrow()
  return sent
}

const replayed = async (): Promise<string> => '收到'

eachInAWorld((fresh) => (world = fresh))

describe('sending that nobody answered', () => {
  it('keeps its key, whatever the desk says of the draft, also after a reload', async () => {
    const draft = await world.opened()
    draft.words.value.text = '答复没有到'
    await rest()
    const { value: key } = draft.key
    await sendInVain(draft)
    draft.words.value.text = '答复没有到，又写了一句'
    const kept = world.here
    world.close()
    await rest()
    // The page went before the last words were brought to the desk.
    ;[world.here, world.there] = [kept, undefined]

    const again = await world.opened()
    await rest()
    expect(again.words.value.text).toBe('答复没有到，又写了一句')
    expect([again.key.value, world.here?.key]).toEqual([key, key])
    expect(world.there).toMatchObject({ key })
  })

  it('takes along, once it is answered, what was pushed after a try that had arrived', async () => {
    const draft = await world.opened()
    draft.words.value.text = '已经到了'
    await rest()
    const sent = await sendInVain(draft)
    world.there = { words: sent, key: draft.key.value, version: 7, at: new Date() }
    await draft.sendBy(sent, replayed)
    expect([world.there, world.here, draft.state.value]).toEqual([undefined, undefined, 'empty'])
  })

  it('leaves a draft of another key where it is', async () => {
    const draft = await world.opened()
    draft.words.value.text = '已经到了'
    await rest()
    const sent = await sendInVain(draft)
    world.there = { words: sent, key: '别处的', version: 9, at: new Date() }
    await draft.sendBy(sent, replayed)
    expect(world.there).toMatchObject({ key: '别处的' })
  })

  it('succeeds later, also where the desk does not say what was left there', async () => {
    const draft = await world.opened()
    draft.words.value.text = '读不到'
    await rest()
    const sent = await sendInVain(draft)
    world.hides = down
    await expect(draft.sendBy(sent, replayed)).resolves.toBe('收到')
    expect([world.here, draft.state.value]).toEqual([undefined, 'empty'])
  })
})
