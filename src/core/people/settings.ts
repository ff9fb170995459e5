/** A provider's settings: what they are and what they may be. */
import { type LedgerCodes, readLedgerCodes } from '../billing/ledger-codes.ts';
import { BILLING_ROUNDINGS, type BillingRounding, type PeriodApproval } from '../billing/terms.ts';
import { isTimeZone, type PlainDate, readDate } from '../calendar.ts';
import { type Cents, parseFee, parseTaxRate, type TaxRate } from '../money.ts';
import { readText } from '../plain-text.ts';
import { all, type Fault, fault, no, ok, type Result } from '../result.ts';

/** What a provider may subscribe to: a first period end given at activation (PER-2), the sign-up portal (ORD-1). */
export const FEATURES = ['set_first_period_end', 'signup_portal'] as const;
export type Feature = (typeof FEATURES)[number];

/** Whether a scheduled day is billed by itself, or once somebody approves its preview (BILL-11). */
export const BILLING_APPROVALS = ['automatic', 'manual'] as const;
export type BillingApproval = (typeof BILLING_APPROVALS)[number];

/** Longest time ahead at which a scheduled day is previewed: two days, in minutes. */
const LONGEST_PREVIEW_MINUTES = 2 * 24 * 60;

export interface Settings {
  readonly name: string;
  /** IANA name; what "today" means. */
  readonly timeZone: string;
  readonly businessNumber: string | null;
  /** BILL-5 */
  readonly periodApproval: PeriodApproval;
  /** BILL-7 */
  readonly rounding: BillingRounding;
  /** BILL-13 */
  readonly defaultTaxRate: TaxRate;
  /** INV-1 */
  readonly invoicePrefix: string;
  readonly creditNotePrefix: string;
  /** manual: invoices are made of drafts that somebody has looked at. */
  readonly invoiceApproval: 'automatic' | 'manual';
  readonly invoiceDelayDays: number;
  /** BILL-14 */
  readonly maxLinesPerAccount: number;
  readonly maxLineAmount: Cents;
  /** A line of at least this much, either way, is named in the report of its run. */
  readonly reportLineAbove: Cents;
  /** BILL-11 */
  readonly billingApproval: BillingApproval;
  /** BILL-11: whoever held a day or had accounts left out does not approve it. */
  readonly billingFourEyes: boolean;
  /** How long before its time a scheduled day is previewed and told; 0: only where it is approved by hand, at its time. */
  readonly billingPreviewMinutes: number;
  readonly features: readonly Feature[];
  /** WF-3 */
  readonly holidays: readonly PlainDate[];
  /** Working days within which a provisioning request is to be done. */
  readonly provisioningSlaDays: number;
  /** M5: whoever submitted a change set never approves it. */
  /** For the ledger's export. */
  readonly ledgerCodes: LedgerCodes;
  readonly approvalFourEyes: boolean;
  /** M5: a price or fee that rises by more per cent asks for a second person; null: none does. */
  readonly approvalRiseAbove: number | null;
  /** M5: a price that becomes zero asks for a second person. */
  readonly approvalZeroPrice: boolean;
  /** M5: a removed row asks for a second person. */
  readonly approvalRemovals: boolean;
  /** M5: more rows than these ask for a second person; null: any number will do. */
  readonly approvalRowsAbove: number | null;
}

/** As a form or a request gives them: only those to change, amounts and rates as text. */
export interface SettingsInput {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly businessNumber?: string | null | undefined;
  readonly periodApproval?: string | undefined;
  readonly rounding?: string | undefined;
  readonly defaultTaxRate?: string | undefined;
  readonly invoicePrefix?: string | undefined;
  readonly creditNotePrefix?: string | undefined;
  readonly invoiceApproval?: string | undefined;
  readonly invoiceDelayDays?: number | undefined;
  readonly maxLinesPerAccount?: number | undefined;
  readonly maxLineAmount?: string | undefined;
  readonly reportLineAbove?: string | undefined;
  readonly billingApproval?: string | undefined;
  readonly billingFourEyes?: boolean | undefined;
  readonly billingPreviewMinutes?: number | undefined;
  readonly features?: readonly string[] | undefined;
  readonly holidays?: readonly string[] | undefined;
  readonly provisioningSlaDays?: number | undefined;
  readonly ledgerCodes?: Readonly<Record<string, string>> | undefined;
  readonly approvalFourEyes?: boolean | undefined;
  readonly approvalRiseAbove?: number | null | undefined;
  readonly approvalZeroPrice?: boolean | undefined;
  readonly approvalRemovals?: boolean | undefined;
  readonly approvalRowsAbove?: number | null | undefined;
}

/** The largest amount that a line may be allowed: a billion. */
const LARGEST_LINE_CENTS = 100_000_000_000;

type Readers = {
  readonly [K in keyof Settings]: (value: NonNullable<SettingsInput[K]> | null) => Result<Settings[K]>;
};

const text =
  (path: string, most: number) =>
  (value: string | null): Result<string> =>
    readText(value ?? '', { path, what: path, most, code: `invalid_${snake(path)}` });

const prefix =
  (path: string, most: number) =>
  (value: string | null): Result<string> => {
    const trimmed = (value ?? '').trim();
    return trimmed.length <= most && /^[A-Za-z0-9-]*$/.test(trimmed)
      ? ok(trimmed)
      : no(
          fault(
            `invalid_${snake(path)}`,
            `${path} is a text of at most ${most} letters, digits and hyphens.`,
            path,
          ),
        );
  };

const whole =
  (path: string, least: number, most: number) =>
  (value: number | null): Result<number> =>
    value !== null && Number.isInteger(value) && value >= least && value <= most
      ? ok(value)
      : no(fault(`invalid_${snake(path)}`, `${path} is a whole number from ${least} to ${most}.`, path));

const wholeOrNone =
  (path: string, least: number, most: number) =>
  (value: number | null): Result<number | null> =>
    value === null ? ok(null) : whole(path, least, most)(value);

const oneOf =
  <T extends string>(path: string, choices: readonly T[]) =>
  (value: string | null): Result<T> => {
    const found = choices.find((choice) => choice === value);
    return found === undefined
      ? no(fault(`invalid_${snake(path)}`, `"${value}" is not one of ${choices.join(', ')}.`, path))
      : ok(found);
  };

const snake = (path: string): string => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const READERS: Readers = {
  name: text('name', 200),
  timeZone: (value) =>
    value !== null && isTimeZone(value)
      ? ok(value)
      : no(
          fault(
            'invalid_time_zone',
            `"${value}" is not a time zone: write an IANA name like Australia/Melbourne.`,
            'timeZone',
          ),
        ),
  businessNumber: (value) => (value === null ? ok(null) : text('businessNumber', 50)(value)),
  periodApproval: oneOf('periodApproval', ['automatic', 'manual']),
  rounding: oneOf('rounding', BILLING_ROUNDINGS),
  defaultTaxRate: (value) => parseTaxRate(value ?? '', 'defaultTaxRate'),
  invoicePrefix: prefix('invoicePrefix', 10),
  creditNotePrefix: prefix('creditNotePrefix', 10),
  invoiceApproval: oneOf('invoiceApproval', ['automatic', 'manual']),
  invoiceDelayDays: whole('invoiceDelayDays', 0, 28),
  maxLinesPerAccount: whole('maxLinesPerAccount', 1, 100_000),
  maxLineAmount: (value) => parseFee(value ?? '', 'maxLineAmount', LARGEST_LINE_CENTS),
  reportLineAbove: (value) => parseFee(value ?? '', 'reportLineAbove', LARGEST_LINE_CENTS),
  billingApproval: oneOf('billingApproval', BILLING_APPROVALS),
  billingFourEyes: (value) => ok(value === true),
  billingPreviewMinutes: whole('billingPreviewMinutes', 0, LONGEST_PREVIEW_MINUTES),
  features: (value) => list(value, readFeature),
  holidays: (value) => {
    const days = list(value, readHoliday);
    return days.ok ? ok([...new Set(days.value)].sort()) : days;
  },
  provisioningSlaDays: whole('provisioningSlaDays', 1, 250),
  ledgerCodes: (value) => readLedgerCodes(value),
  approvalFourEyes: (value) => ok(value === true),
  approvalRiseAbove: wholeOrNone('approvalRiseAbove', 0, 1000),
  approvalZeroPrice: (value) => ok(value === true),
  approvalRemovals: (value) => ok(value === true),
  approvalRowsAbove: wholeOrNone('approvalRowsAbove', 0, 1_000_000),
};

function readFeature(name: string, path: string): Result<Feature> {
  const found = FEATURES.find((feature) => feature === name);
  return found === undefined
    ? no(
        fault(
          'unknown_feature',
          `There is no feature "${name}"; there are ${FEATURES.join(', ')}.`,
          `features${path}`,
        ),
      )
    : ok(found);
}

function readHoliday(day: string, path: string): Result<PlainDate> {
  const date = readDate(day);
  return date === null
    ? no(fault('invalid_date', `"${day}" is not a day: write it like 2026-12-25.`, `holidays${path}`))
    : ok(date);
}

const list = <T>(
  values: readonly string[] | null,
  read: (value: string, path: string) => Result<T>,
): Result<T[]> => all((values ?? []).map((value, index) => read(value, `[${index}]`)));

/** Reads the settings that are given; all faults at once. What is left out stays as it is. */
export function checkSettings(input: SettingsInput): Result<Partial<Settings>> {
  const faults: Fault[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(READERS)) {
    const value = input[name as keyof Settings];
    if (value === undefined) continue;
    const result = (read as (value: unknown) => Result<unknown>)(value);
    if (result.ok) settings[name] = result.value;
    else faults.push(...result.faults);
  }
  return faults.length > 0 ? no(...faults) : ok(settings as Partial<Settings>);
}
