/** What a person's post lets them be; the machines' roles never sign in here. */
export const ROLES = [
  'requester',
  'clerk',
  'handler',
  'head',
  'supervisor',
  'planner',
  'certifier',
  'executor',
  'confirmer',
  'ratifier',
  'catalogue_manager',
  'auditor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** Somebody who is signed in, for the one unit they act for. */
export interface Person {
  readonly id: string
  readonly name_zh: string
  readonly name_en: string
  readonly unit: { readonly code: string; readonly name_zh: string; readonly name_en: string }
  readonly roles: readonly Role[]
}

/** Whether a person holds one of `roles`; nobody's roles are asked for where none are named. */
export function holds(person: Person | undefined, roles: readonly Role[] | undefined): boolean {
  return roles === undefined || (person !== undefined && roles.some((role) => person.roles.includes(role)))
}
