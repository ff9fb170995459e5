/** `npm run pictures`: the pictures of docs/pictures, taken of the same screens that the tests look at. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'pictures',
    include: ['test/pictures/*.pictures.ts'],
    globalSetup: ['test/support/run-folder.ts', 'test/support/browser-build.ts', 'test/support/chromium.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
