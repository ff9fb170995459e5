/** The billing examples of cases.json, and how an answer is compared with what an example expects. */
import cases from './cases.json' with { type: 'json' };

export interface BillingCase {
  readonly id: string;
  readonly note: string;
  readonly kind: string;
  readonly request?: unknown;
  /** The body as sent, where it is not a request object */
  readonly rawBody?: string;
  readonly expect: {
    /** Refused with one of these */
    readonly status?: readonly number[];
    readonly cardlines?: readonly Item[];
    readonly cardlinesContain?: readonly Item[];
    readonly periods?: readonly Item[];
    readonly periodsContain?: readonly Item[];
    /** The sum of all amounts */
    readonly net?: string;
  };
}

/** A cardline or period, by field; an example states only the fields that it is about. */
type Item = Readonly<Record<string, unknown>>;

export const billingCases = (cases as readonly BillingCase[]).filter(({ kind }) => kind === 'billing');

/** A decimal as hundredths: examples write 7.5 and 7.50 alike. */
function hundredths(text: unknown): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(String(text));
  if (match === null) throw new Error(`"${text}" is not an amount`);
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' && value !== 0 ? -value : value;
}

const AMOUNTS: ReadonlySet<string> = new Set(['amount', 'tax']);

const fits = (expected: Item, got: Item): boolean =>
  Object.entries(expected).every(([field, value]) =>
    AMOUNTS.has(field) ? hundredths(value) === hundredths(got[field]) : value === (got[field] ?? null),
  );

/**
 * Gives each expected item one of its own that fits it, as many as can be: an item that fits several makes room for one that
 * fits only it. Answers the indexes that went without, on both sides.
 */
function unmatched(expected: readonly Item[], got: readonly Item[]): { missing: Item[]; extra: Item[] } {
  const ownerOf = new Map<number, number>();
  const place = (item: number, tried: Set<number>): boolean =>
    got.some((candidate, index) => {
      if (tried.has(index) || !fits(expected[item] ?? {}, candidate)) return false;
      tried.add(index);
      const owner = ownerOf.get(index);
      if (owner !== undefined && !place(owner, tried)) return false;
      ownerOf.set(index, item);
      return true;
    });
  const missing = expected.filter((_, item) => !place(item, new Set()));
  return { missing, extra: got.filter((_, index) => !ownerOf.has(index)) };
}

export interface BillingAnswer {
  readonly cardlines: readonly object[];
  readonly periods: readonly object[];
}

/** Everything in which an answer differs from what the example expects, in words; empty where it agrees. */
export function differences(expected: BillingCase['expect'], answer: BillingAnswer): string[] {
  const cardlines = answer.cardlines.map((line): Item => ({ ...line, explanation: undefined }));
  const periods = answer.periods.map((period): Item => ({ ...period }));
  const found: string[] = [];
  const compare = (wanted: readonly Item[] | undefined, got: readonly Item[], whole: boolean): void => {
    if (wanted === undefined) return;
    const { missing, extra } = unmatched(wanted, got);
    for (const item of missing) found.push(`missing ${JSON.stringify(item)}`);
    if (whole) for (const item of extra) found.push(`not expected ${JSON.stringify(item)}`);
  };
  compare(expected.cardlines, cardlines, true);
  compare(expected.cardlinesContain, cardlines, false);
  compare(expected.periods, periods, true);
  compare(expected.periodsContain, periods, false);

  const order = expected.periods?.map(({ from }) => from).join(' ');
  if (order !== undefined && order !== periods.map(({ from }) => from).join(' '))
    found.push('the periods are not in order');
  const net = cardlines.reduce((sum, { amount }) => sum + hundredths(amount), 0);
  if (expected.net !== undefined && net !== hundredths(expected.net))
    found.push(`net ${net / 100}, not ${expected.net}`);
  return found;
}
