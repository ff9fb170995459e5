/** Processes that a test starts many times: bundled as production is, they begin in a tenth of the time. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inject } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const known = new Map<string, Promise<string>>();

/** Path of the bundle of a TypeScript file of this repository, for `startProcess`; built once a test file. */
export function bundled(file: string): Promise<string> {
  const before = known.get(file) ?? bundle(file);
  known.set(file, before);
  return before;
}

async function bundle(file: string): Promise<string> {
  const folder = mkdtempSync(join(inject('runFolder'), 'bundle-'));
  await build({
    absWorkingDir: root,
    entryPoints: { process: file },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['libsql'],
    banner: {
      js: "import { createRequire as __makeRequire } from 'node:module'; const require = __makeRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  // The native module is looked for beside the bundle.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'db/migrations'), join(folder, 'migrations'), { recursive: true });
  return join(folder, 'process.js');
}
