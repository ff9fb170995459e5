/** What a new database gets at the first start, and what whoever started it needs to know. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemActor } from '#app/people/system-actor.ts';
import type { Log } from '#app/ports/log.ts';
import type { Services } from '#app/services.ts';
import { openDatabase } from '#db/client.node.ts';
import { copyDatabase } from '#db/copy-database.ts';
import { makeOutboxEraser } from '#db/stores/outbox-store.ts';
import { makeServices, type Parts } from './compose.ts';
import { loadExamples } from './examples/load-examples.ts';

/**
 * Moves the example providers into a database that holds no provider yet. They come to life in a database of their own and
 * move in whole, in one transaction: an interrupted start leaves nothing behind, and the next one begins anew. Answers
 * whether they moved in.
 */
export async function moveExamplesIn(parts: Parts, tell: (line: string) => void): Promise<boolean> {
  if ((await makeServices(parts).jobs.readStatus()).providers.length > 0) return false;
  tell('A new database: the example providers move in.');
  const folder = mkdtempSync(join(tmpdir(), 'cardline-examples-'));
  const db = await openDatabase({ url: `file:${join(folder, 'examples.db')}` }, { isScratch: true });
  try {
    await loadExamples({
      folder: fileURLToPath(new URL('../examples', import.meta.url)),
      now: parts.clock.now(),
      // Their workbooks are the built-in ones: a spreadsheet is claimed by a provider that works in it.
      makeServices: (clock) => makeServices({ ...parts, db, clock, google: null, log: quietly(parts.log) }),
      outbox: makeOutboxEraser(db),
      tell: (line) => tell(`  ${line}`),
    });
    return await copyDatabase(db, parts.db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two years of runs are no news. */
const quietly = (log: Log): Log => ({
  info: () => {},
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => log.error(fields, message),
});

/** A link to sign in once, for each person: `[name, address]`. */
export async function signInLinks(
  { people, jobs }: Services,
  url: string,
): Promise<readonly (readonly [name: string, address: string])[]> {
  const links: [string, string][] = [];
  const { providers } = await jobs.readStatus();
  for (const { tenant } of providers) {
    const actor = systemActor(tenant, 'cli');
    const persons = await people.listPeople(actor, { limit: 50, cursor: null });
    for (const { email, name } of persons.ok ? persons.value.items : []) {
      const link = await people.createLoginLink(actor, { email });
      if (link.ok) links.push([name, `${url}/sign-in/${link.value.secret}`]);
    }
  }
  return links;
}
