// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'

import { useBack } from '@/lib/useBack'

const router = { back: vi.fn(), push: vi.fn() }
vi.mock('vue-router', async (original) => ({ ...(await original<object>()), useRouter: () => router }))
vi.mock('@/lib/session', async (original) => ({
  ...(await original<object>()),
  me: { value: { id: 'p', roles: ['clerk'] } },
}))

beforeEach(() => {
  router.back.mockReset()
  router.push.mockReset()
  document.body.innerHTML = '<input>'
  history.replaceState({}, '')
})

it('leaves a field first, and the page only then', () => {
  history.replaceState({ back: '/queue' }, '')
  document.querySelector('input')!.focus()
  const back = useBack()
  back()
  expect([document.activeElement, router.back.mock.calls.length]).toEqual([document.body, 0])
  back()
  expect(router.back).toHaveBeenCalledOnce()
})

it('goes to the list where the console has shown no page before', () => {
  useBack()()
  expect(router.push).toHaveBeenCalledWith({ name: 'queue' })
  expect(router.back).not.toHaveBeenCalled()
})
