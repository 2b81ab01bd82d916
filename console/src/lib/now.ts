import { ref } from 'vue'

import { clockAhead } from './line'

const TICK_MS = 5000

/** The desk's time in milliseconds since 1970, as far as clocks on the screen need it. */
export const now = ref(Date.now())

setInterval(() => (now.value = Date.now() + clockAhead.value), TICK_MS)
