import { afterEach, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { STAGES } from '../../src/stages/stages.ts'
import { BRONZE, changeRows, removeLake, smallLake } from '../verify/small-lake.ts'
import { addTo, lots, rowWhere } from '../verify/tables.ts'
import { spymaster } from './spymaster.ts'

let lake: Lake
afterEach(() => removeLake(lake))

it('all passes on a day as the pipeline made it, and fails once a score is changed', async () => {
  lake = await smallLake(20, STAGES)
  const passed = await spymaster(['verify', 'all', '--rebuild'], { lake: lake.root })
  expect(passed).toMatchObject({ exitCode: 0, stderr: '' })
  expect(passed.stdout).toMatch(
    /✓ rebuild .*\n✓ events .*\n✓ calibration mode +1 partition, 1 same-day/,
  )

  await changeRows(lake, { ...BRONZE, dataset: DATASETS.vacuum }, (table) => {
    const row = rowWhere(table, (row) => lots(table, 'vacuum_score', row) > 0.1)
    addTo(table, 'vacuum_score', row, -1e-6)
    return undefined
  })
  const failed = await spymaster(['verify', 'physics'], { lake: lake.root })
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toMatch(/✗ vacuum .*: 1 fault\n.*\n +row \d+, window .*: vacuum_score is/)

  const json = await spymaster(['verify', 'all', '--json'], { lake: lake.root })
  expect(json.exitCode).toBe(1)
  expect(json.json().pass).toBe(false)
})
