import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { onlyIf } from './test/setup/only-if.ts'
import { SkipReport } from './test/setup/skip-report.ts'

/** What runs the built program or opens the built page. */
const BUILT = ['test/e2e/**/*.test.ts', 'test/hud/chromium/**/*.test.ts']

/** What replaces modules, or initialises one that can be only once: others of a process share them. */
const ISOLATED = [
  'test/**/reader-bugs.test.ts',
  'test/lake/store/folder-faults.test.ts',
  'test/chart/brightest.test.ts',
]

export default defineConfig(({ mode }) => ({
  test: {
    // Vitest leaves a core to itself unless told otherwise: on two cores, half of the machine.
    maxWorkers: '100%',
    // What takes longer hangs. A machine at a load of 30 is slow, and no test may fail for that.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    setupFiles: ['test/setup/seed.ts'],
    // A file's first line `// @module-tag slow` marks all of its tests.
    tags: [
      {
        name: 'slow',
        description: 'In CI, and in the long run.',
        ...onlyIf(mode === 'ci' || mode === 'long', 'slow: npm test -- --mode ci runs it'),
      },
      {
        name: 'long',
        description: 'Before a release.',
        ...onlyIf(mode === 'long', 'takes long: npm run test:long runs it'),
      },
    ],
    env: {
      SPYMASTER_TEST_LONG: mode === 'long' ? '1' : '0',
      // Tests start the program some hundred times: a sixth less CPU each time.
      NODE_COMPILE_CACHE: join(tmpdir(), 'spymaster-compile-cache'),
    },
    reporters: ['default', new SkipReport()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...BUILT, ...ISOLATED],
          // Files of one process share its modules: half the CPU of loading them for each. In CI
          // each has its own, so that no order of files matters.
          isolate: mode === 'ci' || mode === 'long',
        },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: BUILT,
          globalSetup: 'test/e2e/build.ts',
          // They look at screens, clocks and other processes: a machine that stalls for a second
          // fails one once. What fails twice is a fault; what was tried again is listed.
          retry: 1,
        },
      },
    ],
  },
}))
