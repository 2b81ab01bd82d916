import { describe, expect, it } from 'vitest'

import { enterpriseFault, normal, referenceFault, trackingFault } from '@/lib/references'

describe('a number that was pasted', () => {
  it('is narrowed, without blanks, in upper case', () => {
    expect(normal('４１０１ 2026１１２３　000871')).toBe('410120261123000871')
    expect(normal(' csqu 305438-3 ')).toBe('CSQU305438-3')
  })
})

describe('a business reference', () => {
  it('has the form of its kind', () => {
    expect(referenceFault('declaration', '41012026112300087')).toBe('form')
    expect(referenceFault('declaration', '４１０１２０２６１１２３０００８７１')).toBeUndefined()
    expect(referenceFault('tax_bill', 'TB410120261123000871-1')).toBeUndefined()
    expect(referenceFault('licence', '许可')).toBe('form')
  })

  it('is not called wrong before it is there', () => {
    expect(referenceFault('manifest', ' ')).toBeUndefined()
  })

  it('of a container ends in its check digit', () => {
    expect(referenceFault('container', 'CSQU3054383')).toBeUndefined()
    expect(referenceFault('container', 'CSQU3054384')).toBe('check')
    expect(referenceFault('container', 'CSQU305438')).toBe('form')
  })
})

describe('the code of an enterprise', () => {
  it('is one of customs, or a social credit code with both its check characters', () => {
    expect(enterpriseFault('4101960A1B')).toBeUndefined()
    expect(enterpriseFault('91410100MA44N8YX2R')).toBe('check')
    expect(enterpriseFault('91350100M000100Y43')).toBeUndefined()
    expect(enterpriseFault('91350100M000100Y34')).toBe('check')
    expect(enterpriseFault('9135010OM000100Y43')).toBe('form')
    expect(enterpriseFault('4101')).toBe('form')
  })
})

describe('a tracking number', () => {
  it('ends in a check digit over all digits before it', () => {
    expect(trackingFault('HA-20261123-410100-00042-6')).toBeUndefined()
    expect(trackingFault('ｈａ－20261123－410100－00042－6')).toBeUndefined()
    expect(trackingFault('HA-20261123-410100-00043-6')).toBe('check')
    expect(trackingFault('HA-20261123')).toBe('form')
  })
})
