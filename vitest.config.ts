import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['@kubeherald/source'] };
const shared = {
  resolve,
  ssr: {
    resolve: {
      conditions: ['@kubeherald/source', 'node', 'import', 'default'],
      externalConditions: ['@kubeherald/source'],
    },
  },
};

/** Hundreds of daemons and sink threads are started, each of hundreds of modules: without types to strip and code to compile again that takes half. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

/** Worker threads and child processes that tests start must find the sources too. */
const execArgv = ['--conditions=@kubeherald/source'];

export default defineConfig({
  test: {
    // Most tests wait: for timers of the real daemon, for processes to start. The default, one less than there are cores, would leave those idle.
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'plugins/*/src/**/*.test.ts',
            'test/{structure,faults,bench}/**/*.test.ts',
          ],
          pool: 'forks',
          execArgv,
          // A shared machine may stand still for seconds; no test measures time.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/{e2e,compat}/**/*.test.ts'],
          pool: 'forks',
          execArgv,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'services',
          include: ['test/services/**/*.test.ts'],
          pool: 'forks',
          execArgv,
          testTimeout: 120_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
