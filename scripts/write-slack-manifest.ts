/** Writes bot/manifest.json from its source: `npm run slack:manifest`. */
import { writeFileSync } from 'node:fs';
import { EXAMPLE_URL, manifestFor, manifestText } from '#bot/manifest.ts';

writeFileSync(new URL('../bot/manifest.json', import.meta.url), manifestText(manifestFor(EXAMPLE_URL)));
