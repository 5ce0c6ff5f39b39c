import { defineConfig } from 'vitest/config'

const E2E = 'test/e2e/**/*.test.ts'

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [E2E] } },
      { extends: true, test: { name: 'e2e', include: [E2E], globalSetup: 'test/e2e/build.ts' } },
    ],
  },
})
