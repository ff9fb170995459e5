/** The example providers' workbooks, published through the real deeds; without the history that a first start makes. */
import { fileURLToPath } from 'node:url';
import { systemActor } from '#app/people/system-actor.ts';
import type { Services } from '#app/services.ts';
import { EXAMPLE_PROVIDERS, readExample } from '#src/examples/read-examples.ts';
import { value } from './api.ts';

const FOLDER = fileURLToPath(new URL('../../examples', import.meta.url));

/** Bluegum's account at wavelink, as the providers of `anApi` are linked. */
export const WHOLESALE_ACCOUNT = 'W-BLUEGUM';

/** Both example workbooks in force at the two providers, which are there and linked, and Bluegum known to wavelink. */
export async function publishExamples(services: Services): Promise<void> {
  await publishExampleWorkbooks(services);
  const wavelink = systemActor(value(await services.people.findProvider('wavelink')), 'cli');
  value(
    await services.accounts.addAccount(wavelink, { reference: WHOLESALE_ACCOUNT, name: 'Bluegum Telecom' }),
  );
}

export async function publishExampleWorkbooks(services: Services): Promise<void> {
  for (const code of EXAMPLE_PROVIDERS) {
    const actor = systemActor(value(await services.people.findProvider(code)), 'cli');
    value(await services.workbook.importFiles(actor, readExample(FOLDER, code).workbook));
    const changes = value(await services.catalogue.submitChanges(actor, { source: 'workbook' }));
    if (changes.faults.length > 0) throw new Error(JSON.stringify(changes.faults.slice(0, 5)));
    value(await services.catalogue.approveChanges(actor, changes.id, { confirmRemovals: true }));
  }
}
