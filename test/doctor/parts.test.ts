import { describe, expect, it } from 'vitest'
import { examineParts } from '../../src/doctor/parts.ts'

describe('the parts', () => {
  it('are tried: several zstd frames, DuckDB, blessed', async () => {
    const findings = await examineParts()
    expect(findings.map(({ name }) => name)).toEqual(['zstd', 'sql', 'monitor', 'browser'])
    expect(findings.filter(({ state }) => state === 'fault')).toEqual([])
    expect(findings[1].text).toMatch(/^DuckDB v\d/)
  })
})
