import { describe, expect, it } from 'vitest'
import { examineComponents } from '../../src/doctor/components.ts'

describe('the parts', () => {
  it('are tried: several zstd frames, DuckDB, blessed', async () => {
    const findings = await examineComponents()
    expect(findings.map(({ name }) => name)).toEqual(['zstd', 'sql', 'monitor', 'browser'])
    expect(findings.filter(({ state }) => state === 'fault')).toEqual([])
    expect(findings[1].text).toMatch(/^DuckDB v\d/)
  })
})
