import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEEDS, deedAddress } from '#sheets/addon/addresses.ts';
import { logoPng } from '#sheets/addon/logo.ts';
import { deploymentFor, deploymentText, EXAMPLE_URL } from '#sheets/addon/manifest.ts';
import { DESK_URL } from '#test/support/google-desk.ts';
import { aPanel } from '#test/support/google-panel.ts';

const FILE = fileURLToPath(new URL('../../../sheets/addon/deployment.json', import.meta.url));

describe('the deployment', () => {
  it('in the repository is the one that the source makes (npm run google:manifest)', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(deploymentText(deploymentFor(EXAMPLE_URL)));
  });

  it('leads to addresses that answer, and nowhere else of ours', async () => {
    const panel = await aPanel();
    const text = JSON.stringify(deploymentFor(DESK_URL));
    const ours = [...new Set(text.match(/https:[^"]+/g))].filter((url) =>
      url.startsWith(`${DESK_URL}/google/`),
    );
    expect(ours.sort()).toEqual([
      deedAddress(DESK_URL, 'file'),
      deedAddress(DESK_URL, 'home'),
      `${DESK_URL}/google/addon/logo.png`,
    ]);
    for (const deed of DEEDS)
      expect((await panel.press(deed, 'kim@wavelink.example', { system: null })).status).toBe(401);
    const logo = await panel.fetch('/google/addon/logo.png');
    expect(logo.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await logo.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('asks for no more than who somebody is and which spreadsheet it is', () => {
    expect(deploymentFor(EXAMPLE_URL).oauthScopes.join(' ')).not.toMatch(
      /spreadsheets|auth\/drive(?!\.file)/,
    );
    expect(logoPng().length).toBeGreaterThan(200);
  });
});
