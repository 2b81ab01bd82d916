import type { Intake } from '@portdesk/client'

export type ReferenceType = Intake['schemas']['ReferenceType']

/** Kinds of business reference, the ones that are asked for most first. */
export const REFERENCE_TYPES: readonly ReferenceType[] = [
  'declaration',
  'manifest',
  'tax_bill',
  'container',
  'bonded_ledger',
  'licence',
  'voyage',
]

/** What is wrong with a number: its form, or a character that was copied wrongly. */
export type Fault = 'form' | 'check'

const FORMS: Readonly<Record<ReferenceType, RegExp>> = {
  declaration: /^\d{18}$/,
  manifest: /^[A-Z0-9/_-]{4,35}$/,
  bonded_ledger: /^[A-Z]{2}\d{4}[0-9A-Z]{12}$/,
  tax_bill: /^[A-Z]{0,4}\d{12,24}(-\d{1,4})?$/,
  licence: /^[A-Z0-9/-]{6,32}$/,
  voyage: /^[A-Z0-9/-]{2,17}$/,
  container: /^[A-Z]{4}\d{7}$/,
}
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The form in which numbers are compared: full-width characters narrowed, blanks dropped, upper case. */
export function normal(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** What is wrong with a business reference, as the desk would say it; nothing of one that is not there yet. */
export function referenceFault(type: ReferenceType, number: string): Fault | undefined {
  const given = normal(number)
  if (given === '') return undefined
  if (!FORMS[type].test(given)) return 'form'
  return type === 'container' && containerCheck(given.slice(0, 10)) !== given[10] ? 'check' : undefined
}

/** What is wrong with a unified social credit code (GB 32100) or a customs code of ten characters. */
export function enterpriseFault(code: string): Fault | undefined {
  const given = normal(code)
  if (given === '' || /^\d{4}[0-9A-Z]{6}$/.test(given)) return undefined
  if (given.length !== 18 || [...given].some((one) => !USCC_ALPHABET.includes(one))) return 'form'
  const holds = usccCheck(given.slice(0, 17)) === given[17] && organisationCheck(given.slice(8, 16)) === given[16]
  return holds ? undefined : 'check'
}

/** What is wrong with a tracking number: `HA-20261123-410100-00042-6`. */
export function trackingFault(number: string): Fault | undefined {
  const given = normal(number)
  if (given === '') return undefined
  const found = /^[A-Z]{2}-(\d{8})-(\d{6})-(\d{5,9})-(\d)$/.exec(given)
  if (found === null) return 'form'
  return mod1110(found.slice(1, 4).join('')) === found[4] ? undefined : 'check'
}

/** The check digit of ISO 7064 MOD 11,10. */
function mod1110(digits: string): string {
  let product = 10
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return String((11 - product) % 10)
}

/** Weights 3^i modulo 31 (GB 32100-2015). */
function usccCheck(body: string): string {
  let [total, weight] = [0, 1]
  for (const one of body) {
    total += USCC_ALPHABET.indexOf(one) * weight
    weight = (weight * 3) % 31
  }
  return USCC_ALPHABET[(31 - (total % 31)) % 31]!
}

/** GB 11714-1997. */
function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const total = weights.reduce((sum, weight, place) => sum + ALPHABET.indexOf(body[place]!) * weight, 0)
  const check = 11 - (total % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** ISO 6346: letters skip the multiples of 11, weights 2^i; a remainder of 10 is written 0. */
function containerCheck(body: string): string {
  const letters = Array.from({ length: 29 }, (_, place) => place + 10).filter((value) => value % 11 > 0)
  const values = [...Array(10).keys(), ...letters]
  const total = [...body].reduce((sum, one, place) => sum + values[ALPHABET.indexOf(one)]! * 2 ** place, 0)
  return String((total % 11) % 10)
}
