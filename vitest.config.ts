import { defineConfig } from 'vitest/config';

/**
 * Five sorts of tests. `unit` and `contracts` share worker processes between files (most of a file's cost is loading
 * modules), so a test leaves nothing behind: test/support/setup.ts restores timers, console and network after each.
 */
const shared = {
  pool: 'forks' as const,
  maxWorkers: 2,
  // A machine that is busy with other things is no reason to fail.
  testTimeout: 30_000,
  globalSetup: ['test/support/run-folder.ts', 'test/support/browser-build.ts'],
  setupFiles: ['test/support/setup.ts'],
};

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/contracts/**', 'test/processes/**', 'test/worker/**', 'test/browser/**'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/support/libsql-servers.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/support/libsql-servers.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/support/worker-build.ts'],
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/support/chromium.ts'],
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
