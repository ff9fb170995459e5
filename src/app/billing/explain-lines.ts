/**
 * Why lines of the ledger have their amount and their day (BILL-12): worked out when somebody asks, by the plan of the
 * catalogue version and the end of service that the run which made the line knew.
 */
import { type Explanation, explainLine, type LineToExplain } from '#core/billing/explain.ts';
import { explainBreakOut } from '#core/billing/explain-break-out.ts';
import { explainUsage } from '#core/billing/explain-usage.ts';
import { type BillingRules, type ChargeKind, chargeOf } from '#core/billing/terms.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import type { BillingRunStore } from '../ports/billing.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { KeptLine } from '../ports/ledger.ts';
import { makePlanBook, type PlanBook } from './plan-book.ts';

export interface ExplanationPorts {
  readonly catalogue: CatalogueReader;
  readonly runs: Pick<BillingRunStore, 'settings'>;
}

/** By line. A line that no period of a plan gave, such as a purchase, is not in it. */
export async function explainLines(
  { catalogue, runs }: ExplanationPorts,
  providerId: number,
  lines: readonly KeptLine[],
): Promise<ReadonlyMap<number, Explanation>> {
  const ofPeriods = lines.filter((line) => line.term !== null && PERIOD_KINDS.has(chargeOf(line)));
  const [{ rules, defaultTaxRate }, snapshots] = await Promise.all([
    runs.settings(providerId),
    snapshotsOf(catalogue, providerId, ofPeriods),
  ]);
  const books = new Map(
    [...snapshots].map(([version, snapshot]) => [version, makePlanBook(snapshot, defaultTaxRate)]),
  );
  const remembered = makeMemory();
  const ofThemselves = lines.flatMap((line) => {
    const explanation = explainAlone(line);
    return explanation === null ? [] : [[line.id, explanation] as const];
  });
  return new Map([
    ...ofThemselves,
    ...ofPeriods.flatMap((line) => {
      const explanation = remembered(line, () => explain(line, books.get(line.catalogueVersion), rules));
      return explanation === null ? [] : [[line.id, explanation] as const];
    }),
  ]);
}

/** A line that says of itself all that explains it: usage, or a break-out fee; null: another. */
export const explainAlone = (line: KeptLine): Explanation | null =>
  chargeOf(line) === 'usage' ? explainUsage(line, line.generatedOn) : explainBreakOut(line);

/** The catalogue versions that lines were made with. */
export async function snapshotsOf(
  catalogue: CatalogueReader,
  providerId: number,
  lines: readonly Pick<KeptLine, 'catalogueVersion'>[],
): Promise<ReadonlyMap<number, CatalogueSnapshot>> {
  const versions = [...new Set(lines.map(({ catalogueVersion }) => catalogueVersion))];
  return new Map(
    await Promise.all(
      versions.map(async (version) => [version, await catalogue.snapshot(providerId, version)] as const),
    ),
  );
}

const PERIOD_KINDS: ReadonlySet<ChargeKind> = new Set([
  'setup_fee',
  'access_fee',
  'feature_fee',
  'bolt_on_fee',
]);

const explain = (line: KeptLine, book: PlanBook | undefined, rules: BillingRules): Explanation | null => {
  const input = toExplain(line, book, rules);
  return input === null ? null : explainLine(input);
};

function toExplain(line: KeptLine, book: PlanBook | undefined, rules: BillingRules): LineToExplain | null {
  const { term, service, generatedOn } = line;
  const plan = term === null ? undefined : book?.plan(term.packagePlanId);
  if (term === null || plan === undefined) return null;
  return {
    plan,
    line: { ...line, serviceKey: service?.id ?? null, item: line.itemId },
    term,
    joined: service?.joined ?? null,
    rules,
    generatedOn,
    endedBy: term.endedBy,
  };
}

/** What one line is explained with; null for a line that no period of a plan gave. */
export async function inputOf(
  { catalogue, runs }: ExplanationPorts,
  providerId: number,
  line: KeptLine,
): Promise<LineToExplain | null> {
  if (line.term === null || !PERIOD_KINDS.has(chargeOf(line))) return null;
  const [{ rules, defaultTaxRate }, snapshot] = await Promise.all([
    runs.settings(providerId),
    catalogue.snapshot(providerId, line.catalogueVersion),
  ]);
  return toExplain(line, makePlanBook(snapshot, defaultTaxRate), rules);
}

/** A wholesaler's invoice may have tens of thousands of lines that differ in nothing that an explanation says. */
function makeMemory() {
  const known = new Map<string, Explanation | null>();
  return (line: KeptLine, work: () => Explanation | null): Explanation | null => {
    const { id: _id, subscriptionId: _subscription, service, ...said } = line;
    const key = JSON.stringify([said, service === null, service?.joined]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const explanation = work();
    known.set(key, explanation);
    return explanation;
  };
}
