import { describe, expect, it } from 'vitest'
import { NO_CONFIG, parseConfig } from '../../src/config/config-file.ts'
import { formatSetting, resolveSetting } from '../../src/config/resolve-setting.ts'
import { ALL_SETTINGS, SETTINGS } from '../../src/config/settings.ts'
import { conventionParameters } from '../../src/stages/silver/gamma-convention.ts'

describe('a setting', () => {
  const config = parseConfig('workers: 3\nmultiplier: { ES: 50 }', '/c.yaml')

  it('is what the environment says, then the configuration, then its default', () => {
    const { workers } = SETTINGS
    expect(resolveSetting(workers, { SPYMASTER_WORKERS: '8' }, config)).toEqual({
      value: 8,
      from: 'environment',
    })
    expect(resolveSetting(workers, {}, config)).toEqual({ value: 3, from: 'configuration' })
    expect(resolveSetting(workers, { SPYMASTER_WORKERS: '' }, NO_CONFIG)).toEqual({
      value: 1,
      from: 'default',
    })
    expect(resolveSetting(SETTINGS.session, {}, config)).toEqual({
      value: undefined,
      from: 'default',
    })
  })

  it('of numbers by name is written with = and commas', () => {
    const env = { SPYMASTER_DEALER_SIGNS: 'call=-1,put=1', SPYMASTER_MULTIPLIER: 'ES=50,NQ=20' }
    expect(resolveSetting(SETTINGS.dealerSigns, env, config).value).toEqual({ call: -1, put: 1 })
    expect(resolveSetting(SETTINGS.multiplier, env, config).value).toEqual({ ES: 50, NQ: 20 })
  })

  it('of texts by name is written with = and semicolons', () => {
    const env = { SPYMASTER_SIGNALS: 'thin=above_score > q(above_score, 0.9); calm = ofi == 0' }
    expect(resolveSetting(SETTINGS.signals, env, config).value).toEqual({
      thin: 'above_score > q(above_score, 0.9)',
      calm: 'ofi == 0',
    })
  })

  it.each([
    ['SPYMASTER_SIGNALS', 'thin', 'expected conditions by name'],
    ['SPYMASTER_WORKERS', 'many', 'expected a whole number from 1 to 64, found many'],
    ['SPYMASTER_WORKERS', '0x10', 'found 0x10'],
    ['SPYMASTER_RATE', '4%', 'expected a number from -0.5 to 1, found 4%'],
    ['SPYMASTER_DEALER_SIGNS', 'call=1', 'expected call and put, each 1 or -1, found call=1'],
    ['SPYMASTER_DEALER_SIGNS', 'call=1,put', 'found call=1,put'],
    ['SPYMASTER_MULTIPLIER', 'ES', 'expected numbers above 0 by root, found ES'],
    ['SPYMASTER_MULTIPLIER', 'ES=', 'found ES='],
    ['SPYMASTER_MULTIPLIER', 'ES=50=20', 'found ES=50=20'],
    ['SPYMASTER_MULTIPLIER', 'ES=50,ES=20', 'found ES=50,ES=20'],
    ['SPYMASTER_SESSION', 'noon', 'expected file, rth, globex or'],
    ['SPYMASTER_EXPIRY', '0d te', 'expected 0dte'],
    ['SPYMASTER_CALIBRATION', 'yesterday', 'expected prior, same-day or a date'],
    ['SPYMASTER_ALLOW_ORIGIN', ',', 'expected a list of origins'],
  ])('%s=%s is refused', (name, text, sentence) => {
    const setting = ALL_SETTINGS.find(({ env }) => env === name)
    if (!setting) throw new Error(`nothing is settled by ${name}`)
    expect(() => resolveSetting(setting, { [name]: text }, NO_CONFIG)).toThrow(sentence)
    expect(() => resolveSetting(setting, { [name]: text }, NO_CONFIG)).toThrow(name)
  })

  it('is printed, but for a secret', () => {
    expect(formatSetting(SETTINGS.workers, 4)).toBe('4')
    expect(formatSetting(SETTINGS.token, 'secret')).toBe('set')
    expect(formatSetting(SETTINGS.token, undefined)).toBe('none')
    expect(formatSetting(SETTINGS.multiplier, { ES: 50, NQ: 20 })).toBe('ES 50, NQ 20')
    const roots = { CL: { tick: 0.01, session: '09:00-14:30' }, ZN: { multiplier: 1000 } }
    expect(formatSetting(SETTINGS.roots, roots)).toBe(
      'CL.tick 0.01, CL.session 09:00-14:30, ZN.multiplier 1000',
    )
    expect(formatSetting(SETTINGS.allowOrigin, ['a', 'b'])).toBe('a, b')
  })

  it('has one key and one variable of its own', () => {
    const keys = ALL_SETTINGS.map(({ key }) => key)
    const variables = ALL_SETTINGS.map(({ env }) => env)
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(variables).size).toBe(variables.length)
  })

  it("tells the gamma stage's own defaults as they are", () => {
    const { rate, dealer_sign_call: call, dealer_sign_put: put } = conventionParameters({})
    expect(formatSetting(SETTINGS.rate, undefined)).toMatch(new RegExp(`else ${rate}$`))
    expect(formatSetting(SETTINGS.dealerSigns, undefined)).toMatch(
      new RegExp(`else call ${call}, put ${put}$`),
    )
  })
})
