/**
 * Bundles what runs in people's browsers (src/console/browser/) into one module that holds it as text, so that Node, the bundle
 * for production and the Worker all serve the same bytes. Takes a fraction of a second: run by `npm install`, `npm start`,
 * `npm run build`, the tests and wrangler, each before it needs it.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'src/console/assets/built');

export async function buildBrowser(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/console/browser/main.ts'],
    bundle: true,
    minify: true,
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    format: 'iife',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  const script = outputFiles[0]?.text ?? '';
  mkdirSync(built, { recursive: true });
  // Under another name first: whoever reads it meanwhile gets the one before, whole.
  const draft = join(built, `grid-script.${process.pid}.tmp`);
  writeFileSync(draft, `export const gridScript = ${JSON.stringify(script)};\n`);
  renameSync(draft, join(built, 'grid-script.js'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
