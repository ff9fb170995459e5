/** Builds what runs in production into dist/: one bundle for Node (start-up in a fraction of the time), one for Workers. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildBrowser } from './build-browser.ts';
import { LARGEST_WORKER_BYTES, QUIET_WRANGLER } from './wrangler.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await buildBrowser();
const node = await build({
  absWorkingDir: root,
  entryPoints: { node: 'src/node.ts', cli: 'src/cli.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifySyntax: true,
  sourcemap: true,
  metafile: true,
  // libSQL itself is a native module; it stays a dependency beside the bundle.
  external: ['libsql'],
  // Packages in CommonJS ask for Node's own modules by require().
  banner: {
    js: "if (Number(process.versions.node.split('.')[0]) < 24) { console.error('Cardline needs Node 24 to run, and this is ' + process.version + '. The one that npm installed: node_modules/.bin/node dist/node.js'); process.exit(1); } import { createRequire as __makeRequire } from 'node:module'; const require = __makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
cpSync(join(root, 'db/migrations'), join(dist, 'migrations'), { recursive: true });

const worker = join(dist, 'worker');
execFileSync('wrangler', ['deploy', '--dry-run', '--outdir', worker], {
  cwd: root,
  env: { ...process.env, ...QUIET_WRANGLER },
  stdio: ['ignore', 'ignore', 'inherit'],
});

const files = Object.keys(node.metafile.outputs).filter((path) => path.endsWith('.js'));
const nodeBytes = gzipped(...files.map((path) => join(root, path)));
const workerBytes = gzipped(join(worker, 'worker.js'));
console.log(`dist/node.js, dist/cli.js  ${kilobytes(nodeBytes)} gzipped`);
console.log(
  `dist/worker/worker.js      ${kilobytes(workerBytes)} gzipped (at most ${kilobytes(LARGEST_WORKER_BYTES)})`,
);
if (workerBytes > LARGEST_WORKER_BYTES) {
  console.error('The worker is too large: see what it took in with `npx esbuild --analyze`.');
  process.exitCode = 1;
}

function gzipped(...paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
