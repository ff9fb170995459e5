import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

/**
 * Who may import whom. A name that ends in "/" is a folder of this repository, a name that ends in ".ts" a file of it, any
 * other a package (with its sub-paths). Every folder may import itself. The files that join the parts are under `src/*.ts`
 * and in `src/cli/`; they alone know which adapters exist.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/core/': ['big.js', 'date-fns', '@date-fns/tz', '@date-fns/utc'],
  'src/app/': ['src/core/', 'big.js', 'date-fns'],
  'src/runtime/': [
    'src/app/ports/',
    'src/core/',
    'pino',
    'standardwebhooks',
    'node:dns',
    'node:https',
    'node:net',
  ],
  // What is printed or sent as a file: API and console serve it, Slack is sent some.
  'src/documents/': ['src/app/', 'src/core/', 'hono', 'src/font.node.ts', 'jspdf', 'fast-png'],
  'src/http/': [
    'src/app/',
    'src/core/',
    'src/documents/',
    'hono',
    '@hono/zod-openapi',
    'zod',
    'standardwebhooks',
  ],
  // Pages are served by the same app: the console adds to what a request carries and answers, and knows no route.
  'src/console/': [
    'src/app/',
    'src/core/',
    'src/documents/',
    'src/http/app-env.ts',
    'src/http/auth.ts',
    'src/http/problem.ts',
    'src/documents/',
    'hono',
    'zod',
    'node:fs',
  ],
  'src/jobs/': ['src/app/', 'src/core/'],
  'src/examples/': ['src/app/', 'src/core/', 'papaparse', 'node:fs', 'node:path', 'node:url'],
  'bot/': ['src/app/', 'src/core/', 'src/documents/', '@slack/bolt', '@slack/types', 'hono'],
  'sheets/': [
    'src/app/',
    'src/core/',
    'googleapis',
    'google-auth-library',
    // Its check of signed tokens.
    'hono',
    'fflate',
    'papaparse',
  ],
  'db/': [
    'src/app/ports/',
    'src/app/paging.ts',
    'src/core/',
    'drizzle-orm',
    'drizzle-kit',
    '@libsql/client',
    'node:fs',
    'node:path',
    'node:url',
  ],
};

/** The composition roots and what belongs to them. */
const JOINS = /^src\/[\w.-]+\.ts$|^src\/cli\//;

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'bot', 'sheets', 'db']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap(filesUnder);

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** The text of a file without its comments. */
const codeOf = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');

const SPECIFIER =
  /(?:^import\s(?:[^;'"]*?\bfrom\s*)?|^export\s[^;'"=]*?\bfrom\s*|\bimport\(\s*)'([^'\n]+)'/gm;

/** What a file imports, as paths from the root of the repository or names of packages. */
function importsOf(file: string): string[] {
  return [...codeOf(file).matchAll(SPECIFIER)].map(([, specifier = '']) => {
    if (specifier.startsWith('.')) return join(dirname(file), specifier).split(sep).join('/');
    const aliases = Object.entries(manifest.imports);
    const exact = aliases.find(([from]) => from === specifier)?.[1];
    // What a condition decides is judged by what Node gets.
    if (exact !== undefined) return (typeof exact === 'string' ? exact : exact.default).slice(2);
    const alias = aliases.find(([from]) => specifier.startsWith(from.slice(0, -1)));
    return alias && typeof alias[1] === 'string'
      ? `${alias[1].slice(2, -1)}${specifier.slice(alias[0].length - 1)}`
      : specifier;
  });
}

const fits = (imported: string, allowed: string): boolean =>
  allowed.endsWith('/')
    ? imported.startsWith(allowed)
    : imported === allowed || imported.startsWith(`${allowed}/`);

const strays = (files: readonly string[], isStray: (imported: string, file: string) => boolean): string[] =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => isStray(imported, file))
      .map((imported) => `${file} imports ${imported}`),
  );

describe('who may import whom', () => {
  it.each(Object.entries(MAY_IMPORT))('%s imports only what it may', (folder, allowed) => {
    const files = sources.filter((file) => file.startsWith(folder));
    expect(strays(files, (imported) => ![folder, ...allowed].some((name) => fits(imported, name)))).toEqual(
      [],
    );
  });

  it('knows every source file', () => {
    const folders = Object.keys(MAY_IMPORT);
    expect(
      sources.filter((file) => !JOINS.test(file) && !folders.some((folder) => file.startsWith(folder))),
    ).toEqual([]);
  });

  it('leaves SQL to db/: drizzle and libsql are named nowhere else', () => {
    const outside = sources.filter((file) => !file.startsWith('db/'));
    expect(
      strays(outside, (imported) => ['drizzle-orm', '@libsql/client'].some((name) => fits(imported, name))),
    ).toEqual([]);
  });

  it('joins stores to use cases in the composition roots alone', () => {
    const outside = sources.filter((file) => !file.startsWith('db/') && !JOINS.test(file));
    expect(strays(outside, (imported) => imported.startsWith('db/'))).toEqual([]);
  });

  it('reaches Socket Mode from the server on Node alone: it is no part of a worker', () => {
    expect(strays(sources, (imported) => imported === 'bot/socket-mode.ts')).toEqual([
      'src/node.ts imports bot/socket-mode.ts',
      'src/node.ts imports bot/socket-mode.ts',
    ]);
  });

  it('takes date-fns by sub-path: the barrel costs a second of every start', () => {
    expect(strays(sources, (imported) => imported === 'date-fns')).toEqual([]);
  });
});

describe('counts in words (src/core/words.ts)', () => {
  /** A number that was worked out, with the plural of a word right behind it. */
  const OWN_PLURAL = [/=== 1 \? '' : 's'/, /\.(?:length|size)\} (?:more |further )?[a-z]+s\b/];

  it('no text adds its own s to a word: "1 faults" would come of it', () => {
    const found = sources
      .filter((file) => file !== 'src/core/words.ts')
      .flatMap((file) => {
        const code = codeOf(file);
        return OWN_PLURAL.flatMap((pattern) => pattern.exec(code)?.[0] ?? []).map(
          (text) => `${file}: ${text}`,
        );
      });
    expect(found).toEqual([]);
  });
});

describe('time, randomness, environment and network come in through ports (DESIGN 13)', () => {
  const IMPURE = [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bMath\.random\b/,
    /\bprocess\./,
    /\bcrypto\./,
    /\bfetch\(/,
    /\bset(?:Timeout|Interval|Immediate)\(/,
  ];

  it.each(['src/core/', 'src/app/'])('%s takes none for itself', (folder) => {
    const found = sources
      .filter((file) => file.startsWith(folder))
      .flatMap((file) => {
        const code = codeOf(file);
        return IMPURE.filter((pattern) => pattern.test(code)).map((pattern) => `${file}: ${pattern.source}`);
      });
    expect(found).toEqual([]);
  });

  it('src/core/ does not even time itself', () => {
    const timed = sources.filter(
      (file) => file.startsWith('src/core/') && /\bperformance\./.test(codeOf(file)),
    );
    expect(timed).toEqual([]);
  });
});
