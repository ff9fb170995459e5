/** The example set as it lies in examples/: see the README there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { SentFile } from '#app/ports/workbook.ts';
import type { ServiceWish } from '#core/orders/place-order.ts';
import { invariant } from '#core/result.ts';

export const EXAMPLE_PROVIDERS = ['wavelink', 'bluegum'] as const;
export type ExampleCode = (typeof EXAMPLE_PROVIDERS)[number];

export interface ExampleSetup {
  readonly code: string;
  readonly name: string;
  readonly businessNumber: string;
  readonly timeZone: string;
  readonly periodApproval: string;
  readonly rounding: string;
  readonly invoicePrefix: string;
  readonly invoiceDelayDays: number;
  readonly billingCalendar: { readonly advanceFees: string; readonly invoices: string };
  readonly features: readonly string[];
  readonly suppliers: readonly {
    readonly code: string;
    readonly inCardline: boolean;
    readonly account?: string;
  }[];
  /** Suppliers that files are exchanged with (WF-1). */
  readonly carriers: readonly { readonly code: string; readonly name: string }[];
  readonly users: readonly {
    readonly email: string;
    readonly name: string;
    readonly roles: readonly string[];
  }[];
  readonly holidays: readonly { readonly date: string }[];
}

interface Wish {
  readonly account: string;
  readonly packagePlan: string;
  readonly services: readonly ServiceWish[];
  readonly contractType: string | null;
}

/** Something in force when the example starts. Dates are counted back from then. */
export interface ExampleSubscription extends Wish {
  readonly monthsAgo: number;
  readonly day: number;
  readonly accessFeeOverride: string | null;
  readonly cancelled: { readonly monthsAgo: number; readonly day: number } | null;
}

/** An order that is not over yet, or only just. */
export interface ExampleOrder extends Wish {
  readonly name: string;
  readonly state: string;
  readonly source: string;
  /** Whose work it is: a carrier's, where it is a carrier workflow. */
  readonly queue: string;
  readonly contractDocument: string | null;
  readonly submittedDaysAgo: number;
  /** Of carrier workflows, whose carrier halts and activates as well (WF-1). */
  readonly advisedDaysAgo: number | null;
  readonly haltedDaysAgo: number | null;
  readonly rejectionDetails: string;
  readonly resubmittedDaysAgo: number | null;
  readonly finishedDaysAgo: number | null;
  readonly note: string;
}

/** A record of usage, days counted back from the first start. */
export interface ExampleUsage {
  readonly supplier: string;
  readonly recordId: string;
  readonly daysAgo: number;
  /** Local; some are none. */
  readonly time: string;
  readonly service: string;
  readonly tariffKey: string;
  readonly quantity: string;
  readonly cost: string;
}

export interface ExampleProvider {
  readonly setup: ExampleSetup;
  /** One CSV a tab; `Accounts.csv` among them. */
  readonly workbook: readonly SentFile[];
  /** Codes of package plans that are ordered with the signed contract (CON-1). */
  readonly contractRequired: ReadonlySet<string>;
  readonly subscriptions: readonly ExampleSubscription[];
  readonly orders: readonly ExampleOrder[];
  readonly usage: readonly ExampleUsage[];
}

type Row = Readonly<Record<string, string>>;

export function readExample(folder: string, code: ExampleCode): ExampleProvider {
  const at = (...path: string[]) => join(folder, code, ...path);
  return {
    setup: JSON.parse(readFileSync(at('setup.json'), 'utf8')) as ExampleSetup,
    workbook: readdirSync(at('workbook')).map((name) => ({
      name,
      bytes: readFileSync(at('workbook', name)),
    })),
    contractRequired: new Set(
      readTable(at('workbook', 'Package Plans.csv'))
        .filter((row) => row['Customer Contract Required'] === 'TRUE')
        .map(({ Code = '' }) => Code),
    ),
    subscriptions: readTable(at('subscriptions.csv')).map(toSubscription),
    orders: code === 'bluegum' ? readTable(at('orders.csv')).map(toOrder) : [],
    usage: code === 'bluegum' ? readTable(at('usage.csv')).map(toUsage) : [],
  };
}

function readTable(path: string): readonly Row[] {
  const { data, errors } = Papa.parse<Row>(readFileSync(path, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  invariant(errors.length === 0, `${path} is a table: ${errors[0]?.message}`);
  return data;
}

const number = (row: Row, heading: string): number => Number(row[heading]);
const optional = (row: Row, heading: string): string | null => row[heading] || null;
const optionalNumber = (row: Row, heading: string): number | null =>
  row[heading] ? Number(row[heading]) : null;

const toWish = (row: Row): Wish => ({
  account: row.Account ?? '',
  packagePlan: row['Package Plan'] ?? '',
  services: [1, 2].flatMap((position) => {
    const servicePlan = row[`Service Plan ${position}`];
    return servicePlan ? [{ servicePlan, details: detailsOf(row, position) }] : [];
  }),
  contractType: optional(row, 'Contract Type'),
});

/** `key=value; key=value`, and the identifier by which usage knows the service. */
function detailsOf(row: Row, position: number): Record<string, string> {
  const pairs = (row[`Details ${position}`] ?? '').split('; ').map((pair) => {
    const [key = '', ...value] = pair.split('=');
    return [key.trim(), value.join('=').trim()] as const;
  });
  const identifier = row[`Identifier ${position}`];
  return {
    ...(identifier ? { serviceId: identifier } : {}),
    ...Object.fromEntries(pairs.filter(([key]) => key)),
  };
}

const toSubscription = (row: Row): ExampleSubscription => {
  const monthsAgo = optionalNumber(row, 'Cancelled Months Ago');
  return {
    ...toWish(row),
    monthsAgo: number(row, 'Months Ago'),
    day: number(row, 'Day'),
    accessFeeOverride: optional(row, 'Access Fee Override'),
    cancelled: monthsAgo === null ? null : { monthsAgo, day: number(row, 'Cancelled Day') },
  };
};

const toOrder = (row: Row): ExampleOrder => ({
  ...toWish(row),
  name: row.Order ?? '',
  state: row.State ?? '',
  source: row.Source ?? '',
  queue: row.Queue ?? '',
  contractDocument: optional(row, 'Contract Document'),
  submittedDaysAgo: number(row, 'Submitted Days Ago'),
  advisedDaysAgo: optionalNumber(row, 'Advised Days Ago'),
  haltedDaysAgo: optionalNumber(row, 'Halted Days Ago'),
  rejectionDetails: row['Rejection Details'] ?? '',
  resubmittedDaysAgo: optionalNumber(row, 'Resubmitted Days Ago'),
  finishedDaysAgo: optionalNumber(row, 'Finished Days Ago'),
  note: row.Note ?? '',
});

const toUsage = (row: Row): ExampleUsage => ({
  supplier: row.Supplier ?? '',
  recordId: row['Record Id'] ?? '',
  daysAgo: number(row, 'Days Ago'),
  time: row.Time ?? '',
  service: row.Service ?? '',
  tariffKey: row['Tariff Key'] ?? '',
  quantity: row.Quantity ?? '',
  cost: row['Carrier Cost'] ?? '',
});
