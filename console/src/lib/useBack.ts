import { useRouter } from 'vue-router'

import { homeOf } from '@/areas'
import { me } from './session'

const FIELDS = 'input, textarea, select, [contenteditable]'

/**
 * What the key that goes back does on a page where one writes: it leaves the field first, then the page, to the one
 * before it, or to the list where the console has shown none before.
 */
export function useBack(): () => void {
  const router = useRouter()
  return () => {
    const focused = document.activeElement
    if (focused instanceof HTMLElement && focused.matches(FIELDS)) focused.blur()
    else if (window.history.state?.back) router.back()
    else if (me.value !== undefined) void router.push(homeOf(me.value))
  }
}
