import { createClient } from '@portdesk/client'

import { language } from '@/i18n'
import { watchedFetch } from '@/lib/line'
import { onLeaving, renewed, token } from '@/lib/session'

/** The operations of the desk, for whoever is signed in, in the language on the screen. Calls throw Problem. */
export const desk = createClient({
  baseUrl: location.origin,
  language: () => language.value,
  token,
  refresh: renewed,
  fetch: watchedFetch as typeof fetch,
})

onLeaving(() => desk.forget())
