/**
 * After `npm install`: builds what runs from source. Without the development packages (`npm install --omit=dev`) there is nothing
 * to build with and nothing to build for: what runs then is dist/, which holds it already.
 */
import { existsSync } from 'node:fs';

if (existsSync(new URL('../node_modules/esbuild', import.meta.url))) {
  const { buildBrowser } = await import('./build-browser.ts');
  await buildBrowser();
}
