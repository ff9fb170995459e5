/**
 * A Chromium for all files of a test run: the system's where there is one, otherwise the one that comes with npm, unpacked once
 * into the run's folder (two files at once would run what the other one is still writing).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

export interface Chromium {
  readonly executablePath: string;
  /** What it needs around it: its own libraries, fonts. */
  readonly env: Readonly<Record<string, string>>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: Chromium;
  }
}

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

export default function provideChromium(project: TestProject): void {
  project.provide('chromium', findChromium(project.getProvidedContext().runFolder));
}

/** @param folder where the one from npm is unpacked, if there is no other */
export const findChromium = (folder: string): Chromium =>
  existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM, env: {} } : unpackedIn(folder);

/** By a process of its own: the package decides where to, and for whom, when it is loaded, by the environment. */
function unpackedIn(folder: string): Chromium {
  const program = fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url));
  const { LD_LIBRARY_PATH: _, ...env } = process.env;
  const said = execFileSync(process.execPath, [program], {
    env: { ...env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    encoding: 'utf8',
  });
  const { executablePath, libraries } = JSON.parse(said) as { executablePath: string; libraries: string };
  return { executablePath, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontsIn(folder) } };
}

/** The fonts that come with it, and the system's; its own list looks for them in /tmp alone, and pages have no letters. */
function fontsIn(folder: string): string {
  const file = join(folder, 'fonts.conf');
  const folders = [join(folder, 'fonts'), '/usr/share/fonts'].map((each) => `<dir>${each}</dir>`).join('');
  const cache = `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`;
  writeFileSync(file, `<?xml version="1.0"?><fontconfig>${folders}${cache}</fontconfig>`);
  return file;
}
