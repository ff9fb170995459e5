#!/usr/bin/env node
// The command line. Any Node starts it; the one that runs it is the project's own, which reads TypeScript as it is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [source, bundle, own] = [at('src/cli.ts'), at('dist/cli.js'), at('node_modules/node/bin/node')];
const isNew = Number(process.versions.node.split('.')[0]) >= 24;

const { status, signal } = spawnSync(
  !isNew && existsSync(own) ? own : process.execPath,
  [existsSync(source) ? source : bundle, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? (signal === null ? 1 : 130));
