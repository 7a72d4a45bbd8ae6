import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['kernel/**/*.test.ts', 'platform/**/*.test.ts', 'modules/**/*.test.{ts,tsx}', 'apps/**/*.test.ts', 'ui/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
    globalSetup: ['tools/testing/globalSetup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
