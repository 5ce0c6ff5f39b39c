import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Check } from '../../src/verify/check.ts'
import { checksOf, FAMILY_NAMES } from '../../src/verify/families.ts'

const CHECKS = checksOf(FAMILY_NAMES, true)
const HERE = new URL('.', import.meta.url)
const MODULES = new URL('../../src/verify/', HERE)

/** What the modules of src/verify export as a check, by the exported name. */
async function exportedChecks(): Promise<[string, Check][]> {
  const found: [string, Check][] = []
  for (const file of readdirSync(MODULES)) {
    const exports: Record<string, unknown> = await import(new URL(file, MODULES).href)
    for (const [name, value] of Object.entries(exports)) {
      if (isCheck(value)) found.push([name, value])
    }
  }
  return found
}

function isCheck(value: unknown): value is Check {
  return typeof value === 'object' && value !== null && 'proves' in value && 'run' in value
}

test('every check is in a family, under a name of its own', async () => {
  const exported = await exportedChecks()
  expect(exported.length).toBeGreaterThan(20)
  const homeless = exported.filter(([, value]) => CHECKS.every((check) => check !== value))
  expect(
    homeless.map(([name]) => name),
    'families are listed in src/verify/families.ts',
  ).toEqual([])
  const names = CHECKS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('every check is named in a test that forges what it looks for', async () => {
  const tests = readdirSync(HERE)
    .filter((file) => file.endsWith('.test.ts') && file !== 'families.test.ts')
    .map((file) => readFileSync(new URL(file, HERE), 'utf8'))
    .join('\n')
  const unnamed = (await exportedChecks()).filter(
    ([name, check]) => !new RegExp(`\\b${name}\\b|['"\`/^]${check.name}['"\`:]`).test(tests),
  )
  expect(unnamed.map(([name]) => name)).toEqual([])
})

test('every table that is computed is looked at by a check of its own', () => {
  const computed = Object.values(DATASETS).filter((key) => !key.startsWith('bronze.'))
  const unchecked = computed.filter((key) => CHECKS.every(({ reads }) => reads[0] !== key))
  expect(unchecked).toEqual([])
})
