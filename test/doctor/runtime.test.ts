import { describe, expect, it } from 'vitest'
import { examineRuntime } from '../../src/doctor/runtime.ts'

describe('Node', () => {
  const here = { path: '/bin/node', platform: 'linux x64', startedBy: undefined }

  it('is said with where it lies, and by whom it was started', () => {
    expect(examineRuntime({ ...here, version: '26.10.0', startedBy: '20.20.2' })).toEqual({
      name: 'node',
      state: 'ok',
      text: '26.10.0 on linux x64 at /bin/node, started by 20.20.2',
    })
  })

  it('that is too old is a fault', () => {
    expect(examineRuntime({ ...here, version: '24.1.0' })).toEqual({
      name: 'node',
      state: 'fault',
      text: '24.1.0 on linux x64 at /bin/node: 26 or later is needed',
      fix: 'run npm ci, which installs one',
    })
  })
})
