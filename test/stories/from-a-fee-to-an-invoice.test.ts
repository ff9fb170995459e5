/** The walk of the README, on Node with an embedded file. */
import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';
import { publishExamples } from '#test/support/example-catalogues.ts';
import { walk } from './walk.ts';

it('a fee changed in the workbook ends on an invoice that explains it', async () => {
  const api = await anApi();
  api.clock.set('2026-04-02T22:00:00.000Z');
  await publishExamples(api.services);
  expect.hasAssertions();
  await walk(api.as('bluegum'), api.as('wavelink'), '2026-04-03');
}, 30_000);
