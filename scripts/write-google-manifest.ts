/** Writes sheets/addon/deployment.json from its source: `npm run google:manifest`. */
import { writeFileSync } from 'node:fs';
import { deploymentFor, deploymentText, EXAMPLE_URL } from '#sheets/addon/manifest.ts';

writeFileSync(
  new URL('../sheets/addon/deployment.json', import.meta.url),
  deploymentText(deploymentFor(EXAMPLE_URL)),
);
