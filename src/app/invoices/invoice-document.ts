/** An invoice whole, as its customer reads it: lines by what was bought, each with why it has its amount (BILL-12). */
import { type Explanation, explainLine } from '#core/billing/explain.ts';
import type { BillingRules, ChargeKind, LineBasis } from '#core/billing/terms.ts';
import type { Period } from '#core/calendar.ts';
import type { CatalogueSnapshot, Identified } from '#core/catalogue/rows.ts';
import { parseId } from '#core/ids.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { toBillingPlan } from '../billing/plan-book.ts';
import type { InvoiceHead, InvoiceKey, KeptInvoice, KeptLine } from '../ports/invoices.ts';
import type { Actor } from '../ports/platform.ts';
import type { InvoicePorts } from './services.ts';

export interface InvoiceDocument
  extends InvoiceHead,
    Pick<KeptInvoice, 'issuer' | 'customer' | 'identifiers'> {
  /** Amount and tax together. */
  readonly total: Cents;
  /** By tax rate, the highest first. */
  readonly taxes: readonly TaxSum[];
  readonly lines: readonly InvoiceLine[];
}

export interface TaxSum {
  readonly rate: TaxRate;
  readonly amount: Cents;
  readonly tax: Cents;
}

/** Something of the catalogue as customers know it. */
export interface Named {
  readonly code: string;
  readonly name: string;
}

export interface InvoiceLine extends Period {
  readonly id: number;
  readonly kind: ChargeKind;
  /** Whether it takes a charge of that kind back. */
  readonly isCredit: boolean;
  readonly subscriptionId: number | null;
  /** null: the line belongs to no package, such as a product that was bought. */
  readonly packagePlan: Named | null;
  /** null: a line of the package as a whole. */
  readonly service: (Named & { readonly id: number; readonly identifier: string | null }) | null;
  /** The product or bolt-on. */
  readonly item: Named | null;
  readonly amount: Cents;
  readonly tax: Cents;
  readonly taxRate: TaxRate;
  readonly basis: LineBasis;
  /** null for a line that no period of a plan gave, such as a purchase. */
  readonly explanation: Explanation | null;
}

/** By number (`BG-1042`) or id (`inv_42`). */
export const makeInvoiceDocument =
  ({ invoices, catalogue }: Pick<InvoicePorts, 'invoices' | 'catalogue'>) =>
  async (actor: Actor, wanted: string): Promise<Result<InvoiceDocument>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const kept = await invoices.find(actor.providerId, keyOf(wanted));
    if (kept === null) return notFound('invoice_not_found', `There is no invoice "${wanted}".`);
    const versions = [...new Set(kept.lines.map(({ catalogueVersion }) => catalogueVersion))];
    const snapshots = await Promise.all(
      versions.map((version) => catalogue.snapshot(actor.providerId, version)),
    );
    const books = new Map(snapshots.map((snapshot) => [snapshot.version, namesOf(snapshot)]));
    return ok(documentOf(kept, (version) => books.get(version) ?? NO_NAMES));
  };

/** A prefix holds no underscore, so that an id is no number. */
function keyOf(wanted: string): InvoiceKey {
  const id = parseId('invoice', wanted);
  return id.ok ? { id: id.value } : { number: wanted };
}

// ---- names by catalogue version

type ById<T> = ReadonlyMap<number, T & Identified>;

interface Names {
  readonly packagePlans: ById<CatalogueSnapshot['packagePlans'][number]>;
  readonly servicePlans: ById<CatalogueSnapshot['servicePlans'][number]>;
  readonly items: ById<Named>;
}

const byItem = <T extends Identified>(rows: readonly T[]): ReadonlyMap<number, T> =>
  new Map(rows.map((row) => [row.itemId, row]));

function namesOf({ packagePlans, servicePlans, products, boltOns }: CatalogueSnapshot): Names {
  const items = [
    ...products.map(({ itemId, code, externalName }) => ({ itemId, code, name: externalName })),
    ...boltOns.map(({ itemId, code, name }) => ({ itemId, code, name })),
  ];
  return { packagePlans: byItem(packagePlans), servicePlans: byItem(servicePlans), items: byItem(items) };
}

const NO_NAMES: Names = { packagePlans: new Map(), servicePlans: new Map(), items: new Map() };

const named = (row: { readonly code: string; readonly externalName: string } | undefined): Named | null =>
  row === undefined ? null : { code: row.code, name: row.externalName };

// ---- the document

function documentOf(
  { lines, rules, ...head }: KeptInvoice,
  namesAt: (version: number) => Names,
): InvoiceDocument {
  const explained = makeMemory();
  return {
    ...head,
    total: cents(head.amount + head.tax),
    taxes: taxesOf(lines),
    lines: lines.map((line) => {
      const names = namesAt(line.catalogueVersion);
      return lineOf(
        line,
        names,
        explained(line, () => explanationOf(line, names, rules)),
      );
    }),
  };
}

/** A wholesaler's invoice may have tens of thousands of lines that differ in nothing that an explanation says. */
function makeMemory() {
  const known = new Map<string, Explanation | null>();
  return (line: KeptLine, explain: () => Explanation | null): Explanation | null => {
    const { id: _id, subscriptionId: _subscription, service, ...said } = line;
    const key = JSON.stringify([said, service === null]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const explanation = explain();
    known.set(key, explanation);
    return explanation;
  };
}

function taxesOf(lines: readonly KeptLine[]): TaxSum[] {
  const sums = new Map<TaxRate, TaxSum>();
  for (const { taxRate, amount, tax } of lines) {
    const sum = sums.get(taxRate);
    sums.set(taxRate, {
      rate: taxRate,
      amount: cents((sum?.amount ?? 0) + amount),
      tax: cents((sum?.tax ?? 0) + tax),
    });
  }
  return [...sums.values()].sort((a, b) => b.rate - a.rate);
}

function lineOf(line: KeptLine, names: Names, explanation: Explanation | null): InvoiceLine {
  const { id, kind, isCredit, subscriptionId, from, to, amount, tax, taxRate, basis, service } = line;
  const servicePlan = service === null ? null : named(names.servicePlans.get(service.servicePlanId));
  const item = line.itemId === null ? undefined : names.items.get(line.itemId);
  return {
    id,
    kind,
    isCredit,
    subscriptionId,
    packagePlan: line.term === null ? null : named(names.packagePlans.get(line.term.packagePlanId)),
    service:
      service === null
        ? null
        : {
            id: service.id,
            identifier: service.identifier,
            code: servicePlan?.code ?? '',
            name: servicePlan?.name ?? 'Service',
          },
    item: item === undefined ? null : { code: item.code, name: item.name },
    from,
    to,
    amount,
    tax,
    taxRate,
    basis,
    explanation,
  };
}

/** BILL-12, by the plan of the catalogue version and the end of service that the run which made the line knew. */
function explanationOf(line: KeptLine, names: Names, rules: BillingRules): Explanation | null {
  const { term, kind, isCredit, taxRate } = line;
  const plan = term === null ? undefined : names.packagePlans.get(term.packagePlanId);
  if (term === null || plan === undefined || !FOLLOWS_PERIODS.has(kind)) return null;
  return explainLine({
    // The line carries its own tax rate: what the default was has no say.
    plan: toBillingPlan(plan, taxRate),
    line: {
      ...line,
      kind: isCredit ? 'credit' : kind,
      credits: isCredit ? kind : null,
      serviceKey: line.service?.id ?? null,
    },
    term,
    rules,
    generatedOn: line.generatedOn,
    endedBy: term.end === null ? null : term.isMigrated ? 'migration' : 'cancellation',
  });
}

const FOLLOWS_PERIODS: ReadonlySet<ChargeKind> = new Set([
  'setup_fee',
  'access_fee',
  'feature_fee',
  'bolt_on_fee',
]);
