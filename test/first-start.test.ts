import { expect, it } from 'vitest';
import { makeServices, type Parts } from '#src/compose.ts';
import { moveExamplesIn } from '#src/first-start.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { useFakeGoogle } from '#test/support/google/use-fake-google.ts';

it('the example providers move in with their built-in workbooks, also where Google Sheets is configured', {
  timeout: 180_000,
}, async () => {
  const google = await useFakeGoogle();
  const { email, privateKey } = google.serviceAccount;
  const parts: Parts = {
    db: await aDatabase(),
    clock: clockAt(SOME_MORNING),
    secrets,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    background: makeBackground(() => {}),
    google: { clientEmail: email, privateKey, sheetId: google.book().id, apiRoot: google.url },
  };
  expect(await moveExamplesIn(parts, () => {})).toBe(true);
  expect(google.calls).toEqual([]);
  expect(await makeServices(parts).sheets.all()).toEqual([]);
});
