import type { Role } from './access'

/** People who have a work list. */
export const QUEUE_ROLES: readonly Role[] = ['clerk', 'handler', 'head', 'supervisor', 'auditor']
