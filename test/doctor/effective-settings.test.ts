import { describe, expect, it } from 'vitest'
import { NO_CONFIG, parseConfig } from '../../src/config/config-file.ts'
import { examineSettings } from '../../src/doctor/effective-settings.ts'

const PATH = '/desk/spymaster.config.yaml'
const read = (text: string) => async () => parseConfig(text, PATH)

describe('the settings', () => {
  it('are told with who settles them, and become what stages are run with', async () => {
    const {
      finding,
      effective: inForce,
      options,
    } = await examineSettings(
      read('rate: 0.05\nserve:\n  token: secret\nlake: data'),
      { SPYMASTER_SESSION: 'rth', SPYMASTER_RATE: '0.03' },
      { lake: '/other' },
    )
    expect(finding).toEqual({ name: 'settings', state: 'ok', text: PATH })
    const of = (key: string) => inForce.find((setting) => setting.key === key)
    expect(of('lake')).toEqual({ key: 'lake', value: '/other', from: '--lake' })
    expect(of('session')).toEqual({ key: 'session', value: 'rth', from: 'SPYMASTER_SESSION' })
    expect(of('rate')).toEqual({ key: 'rate', value: '0.03', from: 'SPYMASTER_RATE' })
    expect(of('serve.token')).toEqual({ key: 'serve.token', value: 'set', from: `${PATH}, line 3` })
    expect(of('workers')).toEqual({ key: 'workers', value: '1', from: 'default' })
    expect(options).toEqual({
      session: 'rth',
      maxRelTicks: undefined,
      calibration: undefined,
      expiry: undefined,
      rate: 0.03,
      dealerSigns: undefined,
      customerAggressor: undefined,
      multipliers: undefined,
      roots: undefined,
    })
  })

  it('that make no sense are all told', async () => {
    const { finding, effective: inForce } = await examineSettings(read('wrkers: 2'), {
      SPYMASTER_PORT: 'x',
    })
    expect(finding).toEqual({
      name: 'settings',
      state: 'fault',
      text: `${PATH}, line 1, wrkers: unknown setting; did you mean "workers"? SPYMASTER_PORT: the value is invalid (expected a whole number from 0 to 65535, found x).`,
    })
    expect(inForce.map(({ key }) => key)).not.toContain('serve.port')
  })

  it('may be none', async () => {
    const { finding } = await examineSettings(async () => NO_CONFIG, {})
    expect(finding.state).toBe('note')
  })
})
