// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type App, createApp, h, nextTick, ref } from 'vue'

import { i18n } from '@/i18n'
import SheetDialog from '@/parts/SheetDialog.vue'

const closes = vi.fn()
const isShown = ref(true)
const dialog = (): HTMLDialogElement => document.querySelector('dialog')!
let app: App

function show(dismissible: boolean): void {
  app = createApp(() => (isShown.value ? h(SheetDialog, { title: '标题', dismissible, onClose: closes }) : undefined))
  app.use(i18n).mount(document.body.appendChild(document.createElement('div')))
}

beforeEach(() => {
  isShown.value = true
  closes.mockReset()
})
afterEach(() => {
  app.unmount()
  document.body.replaceChildren()
})

it('is closed before it is taken away, and says nothing then', async () => {
  show(true)
  const shown = dialog()
  const close = vi.spyOn(shown, 'close')
  isShown.value = false
  await nextTick()
  expect(close).toHaveBeenCalledOnce()
  shown.dispatchEvent(new Event('close'))
  expect([dialog(), closes.mock.calls.length]).toEqual([null, 0])
})

it('says that the browser has closed it', () => {
  show(true)
  dialog().close()
  expect(closes).toHaveBeenCalled()
})

it('opens again where it must be answered', () => {
  show(false)
  dialog().close()
  expect([dialog().open, closes.mock.calls.length]).toEqual([true, 0])
})
