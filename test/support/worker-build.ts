/** Builds the worker once for all files of a test run, as a release would. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { QUIET_WRANGLER } from '../../scripts/wrangler.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the bundled worker.js. */
    workerFolder: string;
  }
}

export default function buildWorker(project: TestProject): void {
  const folder = join(project.getProvidedContext().runFolder, 'worker');
  execFileSync('wrangler', ['deploy', '--dry-run', '--outdir', folder], {
    env: { ...process.env, ...QUIET_WRANGLER },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  project.provide('workerFolder', folder);
}
