/**
 * What a column of a workbook tab may hold. The descriptor of a tab is made of these; reading, checking, comparing, storing,
 * exporting and the API all follow it, so a column is described once.
 */
import type { PlainDate } from '../calendar.ts';
import type { Kind } from '../catalogue/content.ts';
import type { ApprovalStatus, Side } from '../catalogue/rows.ts';
import type { IdKind } from '../ids.ts';
import type { Cents, PriceE8, TaxRate } from '../money.ts';

/** A text of a certain make. A phone number is never a number: it would lose its leading + or 0. */
export type TextShape = 'email' | 'phone';

export type CellType =
  /** The provider's own key: text, never a number, nor what looks like an id of the kind that it is looked up by as well. */
  | { readonly type: 'code'; readonly notId?: IdKind }
  /** The key of a row of another tab; `word` stands for a value of its own beside them ("any", "None"). */
  | {
      readonly type: 'reference';
      readonly to: Kind;
      readonly word?: { readonly text: string; readonly value: string | null };
    }
  | { readonly type: 'text'; readonly longest: number; readonly shape?: TextShape }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly least: number; readonly most: number }
  /** At most two decimals (FEE-5), kept in cents. */
  | { readonly type: 'money' }
  /** At most eight decimals (FEE-5), kept in 1e-8. */
  | { readonly type: 'price' }
  /** GST, Free or a rate (BILL-13), kept in millionths. */
  | { readonly type: 'tax' }
  | { readonly type: 'date' }
  /** A time of day, kept in minutes after midnight; 24:00 is the end of the day. */
  | { readonly type: 'time' }
  /** Weekdays, kept as 1 Monday … 7 Sunday. */
  | { readonly type: 'days' }
  | {
      readonly type: 'choice';
      readonly choices: readonly { readonly word: string; readonly value: string }[];
    };

/** A column. `blank` is what an empty cell means; without it the cell must be filled. */
export interface Column<out V = unknown> {
  readonly heading: string;
  readonly cell: CellType;
  readonly blank?: V;
  /** An empty cell is taken only in rows where another field has this value. */
  readonly blankOnlyWhere?: { readonly field: string; readonly is: string };
  /** What it is for, for the documentation and the grid: one sentence. */
  readonly note: string;
}

/** Not a column: the row's place in its tab, where the order of rows has a meaning. */
export interface RowPosition {
  readonly position: true;
  readonly note: string;
}

/** Longest code that is taken. */
export const LONGEST_CODE = 80;
const MOST = 2_000_000_000;

type Texts = readonly [heading: string, note: string];

export const code = (...[heading, note]: Texts): Column<string> => ({
  heading,
  cell: { type: 'code' },
  note,
});

export const codeOrBlank = (...[heading, note]: Texts): Column<string | null> => ({
  heading,
  cell: { type: 'code' },
  blank: null,
  note,
});

export const reference = (heading: string, to: Kind, note: string): Column<string> => ({
  heading,
  cell: { type: 'reference', to },
  note,
});

export const referenceOrBlank = (heading: string, to: Kind, note: string): Column<string | null> => ({
  heading,
  cell: { type: 'reference', to },
  blank: null,
  note,
});

export const text = (heading: string, longest: number, note: string): Column<string> => ({
  heading,
  cell: { type: 'text', longest },
  note,
});

export const textOrBlank = (heading: string, longest: number, note: string): Column<string | null> => ({
  heading,
  cell: { type: 'text', longest },
  blank: null,
  note,
});

/** A tick box; blank is FALSE. */
export const tick = (...[heading, note]: Texts): Column<boolean> => ({
  heading,
  cell: { type: 'boolean' },
  blank: false,
  note,
});

interface Bounds {
  readonly least: number;
  readonly most?: number;
}

export const whole = (heading: string, { least, most = MOST }: Bounds, note: string): Column<number> => ({
  heading,
  cell: { type: 'integer', least, most },
  note,
});

export const wholeOr = <const B extends number | null>(
  heading: string,
  { least, most = MOST }: Bounds,
  blank: B,
  note: string,
): Column<number | B> => ({ heading, cell: { type: 'integer', least, most }, blank, note });

export const fee = (...[heading, note]: Texts): Column<Cents> => ({ heading, cell: { type: 'money' }, note });

export const feeOrBlank = (...[heading, note]: Texts): Column<Cents | null> => ({
  heading,
  cell: { type: 'money' },
  blank: null,
  note,
});

export const price = (...[heading, note]: Texts): Column<PriceE8> => ({
  heading,
  cell: { type: 'price' },
  note,
});

export const priceOrZero = (...[heading, note]: Texts): Column<PriceE8> => ({
  heading,
  cell: { type: 'price' },
  blank: 0 as PriceE8,
  note,
});

export const priceOrBlank = (...[heading, note]: Texts): Column<PriceE8 | null> => ({
  heading,
  cell: { type: 'price' },
  blank: null,
  note,
});

export const tax: Column<TaxRate | null> = {
  heading: 'Tax',
  cell: { type: 'tax' },
  blank: null,
  note: "GST, Free, or a rate such as 0.10 or 10 %; blank: the provider's usual tax.",
};

export const date = (...[heading, note]: Texts): Column<PlainDate> => ({
  heading,
  cell: { type: 'date' },
  note,
});

export const dateOrBlank = (...[heading, note]: Texts): Column<PlainDate | null> => ({
  heading,
  cell: { type: 'date' },
  blank: null,
  note,
});

export const choice = <const V extends string>(
  heading: string,
  words: readonly V[] | Readonly<Record<string, V>>,
  note: string,
): Column<V> => ({ heading, cell: { type: 'choice', choices: choicesOf(words) }, note });

export const choiceOr = <const V extends string, const B extends V | null>(
  heading: string,
  words: readonly V[] | Readonly<Record<string, V>>,
  blank: B,
  note: string,
): Column<V | B> => ({ heading, cell: { type: 'choice', choices: choicesOf(words) }, blank, note });

const choicesOf = (words: readonly string[] | Readonly<Record<string, string>>) =>
  Array.isArray(words)
    ? words.map((word: string) => ({ word, value: word }))
    : Object.entries(words).map(([word, value]) => ({ word, value }));

export const side: Column<Side> = choice(
  'Buy or Sell',
  { Buy: 'buy', Sell: 'sell' },
  'Sell: what customers pay. Buy: what the provider itself pays for it.',
);

export const approvalStatus = (words: readonly ApprovalStatus[]): Column<ApprovalStatus> =>
  choiceOr(
    'Approval Status',
    words,
    'Draft',
    'Draft → Pending → Approved → Saleable → Grandfathered, one step a publish.',
  );
