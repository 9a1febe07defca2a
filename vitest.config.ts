import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the numbers of the run, as JSON. */
const results = process.env.TEST_RESULTS;

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**'],
    // `npm run check:deep` (mode deep) runs the long versions of checks.
    env: { DEEP: mode === 'deep' ? '1' : '' },
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    testTimeout: 20_000,
  },
}));
