import type { Names } from '@/api/directory'
import { say } from '@/i18n'

import type { Registration } from './registration'

const LABELS: Readonly<Record<keyof Registration, string>> = {
  kind: 'register.kind',
  channel: 'register.channel',
  title: 'register.subject',
  description: 'register.description',
  application: 'register.application',
  system: 'register.system',
  territory: 'register.territory',
  severity: 'register.severityLegend',
  anomalyType: 'register.anomalyType',
  enterprise: 'register.enterprise',
  references: 'register.references',
  name: 'register.name',
  phone: 'register.phone',
  email: 'register.email',
}

/** What a field of the form is called. */
export function labelOf(name: string): string {
  return say(LABELS[name as keyof Registration])
}

/** What a field of the form says, as the form shows it. */
export function wordsOf(names: Names, typeName: (code: string) => string, name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const rows = value as Registration['references']
    return rows
      .filter(({ number }) => number !== '')
      .map(({ type, number }) => `${say(`referenceType.${type}`)} ${number}`)
      .join('\n')
  }
  const said = String(value ?? '')
  if (said === '') return ''
  if (name === 'kind' || name === 'channel' || name === 'severity') return say(`${name}.${said}`)
  if (name === 'anomalyType') return typeName(said)
  return name === 'application' || name === 'system' || name === 'territory' ? names(name, said) : said
}
