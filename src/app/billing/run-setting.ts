/** What stays the same during a run: how the provider bills, and the plans of one version of the catalogue. */
import type { BillingRun, RunSettings } from '../ports/billing.ts';
import type { Actor } from '../ports/platform.ts';
import { makePlanBook, plansDueOtherwise } from './plan-book.ts';
import type { BillingPorts } from './services.ts';
import { CHUNK_SIZE, type RunSetting } from './walk-terms.ts';

/** What a run works with: settings, plans, and which of them changed since the day that was billed furthest. */
export async function readSetting(
  { runs, catalogue, chunkSize }: Pick<BillingPorts, 'runs' | 'catalogue' | 'chunkSize'>,
  { providerId }: Pick<Actor, 'providerId'>,
  { asOf, catalogueVersion }: Pick<BillingRun, 'asOf' | 'catalogueVersion'>,
  { rules, bounds, defaultTaxRate }: RunSettings,
): Promise<RunSetting> {
  const book = makePlanBook(await catalogue.snapshot(providerId, catalogueVersion), defaultTaxRate);
  const earlier = (await runs.lastBilledVersions(providerId)).filter(
    (version) => version !== catalogueVersion,
  );
  const earlierBooks = await Promise.all(
    earlier.map(async (version) =>
      makePlanBook(await catalogue.snapshot(providerId, version), defaultTaxRate),
    ),
  );
  return {
    providerId,
    asOf,
    book,
    rules,
    bounds,
    changedPlans: plansDueOtherwise(earlierBooks, book),
    chunkSize: chunkSize ?? CHUNK_SIZE,
  };
}
