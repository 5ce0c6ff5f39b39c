import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const E2E = 'test/e2e/**/*.test.ts'

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One a core, also where there are only two: the default would leave one idle.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [E2E] } },
      { extends: true, test: { name: 'e2e', include: [E2E], globalSetup: 'test/e2e/build.ts' } },
    ],
  },
})
