/** A carrier's batch file taken by the command line, beside whatever else works on the database. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { aBatch, aCarrying, CARRIER, collect, ordered, watch } from '#test/app/workflow/carrying.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { startProcess } from '#test/support/processes.ts';

const CLI = 'src/cli.ts';

it('takes a file once, tells what was not applied, and doctor says what is stuck', async () => {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  const world = await aCarrying(async () => db);
  const { requestId } = await ordered(world);
  await collect(world, '2026-03-03');
  await ordered(world);
  await watch(world, '2026-03-04');

  const file = join(mkdtempSync(join(inject('runFolder'), 'batch-')), 'opti-1.csv');
  writeFileSync(file, aBatch([`req_${requestId},advice`, 'req_4711,advice']));
  const run = (...words: string[]) => startProcess(CLI, words, { DATABASE_URL: url }).ended;
  const words = ['batch', 'take', file, '--provider', 'bluegum', '--carrier', CARRIER];
  expect(await run(...words)).toMatchObject({
    code: 1,
    stdout: 'opti-1.csv, sequence 1: 2 records, 1 applied, 1 not.\n',
    stderr: 'line 3: There is no request or order "req_4711" in this queue.\n',
  });
  expect((await run(...words)).stdout).toBe(
    'opti-1.csv, sequence 1, taken before: 2 records, 1 applied, 1 not.\n',
  );
  const doctor = await run('doctor');
  expect([doctor.code, doctor.stdout]).toEqual([
    1,
    expect.stringContaining('✗ bluegum: 1 not collected into an activity file by the next morning'),
  ]);
});
