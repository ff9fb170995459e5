/** An invoice whole, as its customer reads it: lines by what was bought, each with why it has its amount (BILL-12). */
import type { Explanation } from '#core/billing/explain.ts';
import { type ChargeKind, chargeOf, type LineBasis } from '#core/billing/terms.ts';
import type { Period } from '#core/calendar.ts';
import type { CatalogueSnapshot, Identified } from '#core/catalogue/rows.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { explainLines, snapshotsOf } from '../billing/explain-lines.ts';
import type { InvoiceHead, KeptInvoice } from '../ports/invoices.ts';
import type { KeptLine } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { invoiceKeyOf } from './invoice-key.ts';
import type { InvoicePorts } from './services.ts';

export interface InvoiceDocument extends InvoiceHead, Pick<KeptInvoice, 'customer' | 'identifiers'> {
  /** As it was called when the invoice was made; with its logo of today, a PNG. */
  readonly issuer: KeptInvoice['issuer'] & { readonly logo: Uint8Array | null };
  /** Amount and tax together. */
  readonly total: Cents;
  /** The total less what was brought forward, never below zero: what is over is kept for the next invoice. */
  readonly amountDue: Cents;
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
  (ports: Pick<InvoicePorts, 'invoices' | 'catalogue' | 'runs' | 'providers'>) =>
  async (actor: Actor, wanted: string): Promise<Result<InvoiceDocument>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const { providerId } = actor;
    const kept = await ports.invoices.find(providerId, invoiceKeyOf(wanted));
    if (kept === null) return notFound('invoice_not_found', `There is no invoice "${wanted}".`);
    const [snapshots, logo] = await Promise.all([
      snapshotsOf(ports.catalogue, providerId, kept.lines),
      ports.providers.logo(providerId),
    ]);
    const names = new Map([...snapshots].map(([version, snapshot]) => [version, namesOf(snapshot)]));
    const isNote = kept.kind === 'credit_note';
    const explanations = isNote ? NONE : await explainLines(ports, providerId, kept.lines);
    const total = cents(kept.amount + kept.tax);
    const lines = kept.lines.map((line) =>
      lineOf(line, names.get(line.catalogueVersion) ?? NO_NAMES, explanations.get(line.id) ?? null),
    );
    const shown = isNote ? lines.map(takenBack) : lines;
    return ok({
      ...kept,
      issuer: { ...kept.issuer, logo },
      total,
      amountDue: cents(Math.max(0, total + kept.balanceBrought)),
      taxes: taxesOf(shown),
      lines: shown,
    });
  };

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

const NONE: ReadonlyMap<number, Explanation> = new Map();

/** A line as it stands on the credit note of its invoice. */
const takenBack = ({ amount, tax, basis, ...line }: InvoiceLine): InvoiceLine => ({
  ...line,
  amount: cents(0 - amount),
  tax: cents(0 - tax),
  isCredit: amount > 0,
  basis: { ...basis, wholes: 1, parts: [], charged: null },
});

function taxesOf(lines: readonly Pick<KeptLine, 'taxRate' | 'amount' | 'tax'>[]): TaxSum[] {
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
  const { id, subscriptionId, from, to, amount, tax, taxRate, basis, service } = line;
  const servicePlan = service === null ? null : named(names.servicePlans.get(service.servicePlanId));
  const { usage, contract } = basis;
  const item =
    usage !== undefined
      ? { code: usage.usageType, name: usage.usageType }
      : contract !== undefined
        ? { code: contract.contractType, name: `Break-out fee of contract ${contract.contractType}` }
        : line.itemId === null
          ? undefined
          : names.items.get(line.itemId);
  return {
    id,
    kind: chargeOf(line),
    isCredit: line.kind === 'credit',
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
