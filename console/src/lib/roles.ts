import type { Role } from './access'

/** People who have a work list. */
export const QUEUE_ROLES: readonly Role[] = ['clerk', 'handler', 'head', 'supervisor', 'auditor']

/** People who may accept what came to the places of their unit. */
export const ARRIVAL_ROLES: readonly Role[] = ['clerk', 'head']
