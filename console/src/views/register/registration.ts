import { type Intake, take } from '@portdesk/client'

import { desk } from '@/api'
import { SENT_DRAFT } from '@/api/drafts'
import { normal, type ReferenceType } from '@/lib/references'

type Schemas = Intake['schemas']
export type Receipt = Schemas['RegisteredView']
type Params = Schemas['CreateRequestParams']
export type Kind = Schemas['Kind']
export type Channel = Schemas['Channel']
export type Severity = Schemas['Severity']

export const KINDS: readonly Kind[] = ['consultation', 'guidance', 'fault', 'data_anomaly', 'complaint', 'suggestion']
/** Channels a clerk takes requests in on, the most usual first. */
export const CHANNELS: readonly Channel[] = ['hotline', 'counter', 'email', 'zone_operator']
export const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4']

/** The form as it is typed: what has not been said yet is empty. */
export interface Registration {
  kind: Kind | ''
  channel: Channel
  title: string
  description: string
  application: string
  system: string
  territory: string
  severity: Severity
  anomalyType: string
  enterprise: string
  references: { type: ReferenceType; number: string }[]
  name: string
  phone: string
  email: string
}

export function blank(): Registration {
  return {
    kind: '',
    channel: 'hotline',
    title: '',
    description: '',
    application: '',
    system: '',
    territory: '',
    severity: 'S3',
    anomalyType: '',
    enterprise: '',
    references: [{ type: 'declaration', number: '' }],
    name: '',
    phone: '',
    email: '',
  }
}

/** Scopes of the drafts of this form. */
export const SCOPE = 'register'

/**
 * What is sent of the form. What was left empty is left out where it may be, so that the desk says of the rest what is
 * missing, with its place.
 */
export function paramsOf(form: Registration, area: Params['function_area'] | undefined): Params {
  const some = (text: string): string | null => text.trim() || null
  const isReachable = some(form.name) ?? some(form.phone) ?? some(form.email)
  return {
    ...(form.kind === '' ? {} : { kind: form.kind }),
    channel: form.channel,
    // Said by the application; where none is chosen yet, that alone is missing.
    function_area: area ?? 'government_services',
    ...(form.application === '' ? {} : { application: form.application }),
    system: some(form.system),
    territory: some(form.territory),
    ...(some(form.title) === null ? {} : { title: form.title.trim() }),
    ...(some(form.description) === null ? {} : { description: form.description.trim() }),
    enterprise: some(normal(form.enterprise)),
    references: form.references.map(({ type, number }) => ({ type, number: normal(number) })).filter(isThere),
    severity: form.severity,
    anomaly_type: form.kind === 'data_anomaly' ? some(form.anomalyType) : null,
    contact: isReachable
      ? {
          ...(some(form.name) === null ? {} : { name: form.name.trim() }),
          phone: some(narrow(form.phone)),
          email: some(form.email),
        }
      : null,
  } as Params
}

/** Full-width digits are what a Chinese keyboard types; blanks in a telephone number are its writer's. */
export function narrow(text: string): string {
  return text.normalize('NFKC').trim()
}

/** Registers a request; the draft it was typed in goes with it. */
export function registerRequest(params: Params, key: string, scope: string): Promise<Receipt> {
  const headers = { 'Idempotency-Key': key, [SENT_DRAFT]: scope }
  return take(desk.intake.POST('/intake/v1/requests', { body: params, headers }))
}

/** Open requests of the province about the same business. */
export async function findDuplicates(
  type: ReferenceType,
  number: string,
  signal: AbortSignal,
): Promise<Schemas['DuplicateView'][]> {
  const query = { reference_kind: type, reference: normal(number) }
  return (await take(desk.intake.GET('/intake/v1/duplicates', { params: { query }, signal }))).items
}

function isThere({ number }: { number: string }): boolean {
  return number !== ''
}
