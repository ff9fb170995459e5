/** The descriptor of a workbook tab, and what follows from it alone: stored values, keys, headings. */
import type { Kind, RowOf } from '../catalogue/content.ts';
import type { Column, RowPosition } from './column.ts';

/** Kinds whose rows have a lasting identity across versions (table catalogue_item). */
export type ItemKind = 'package_plan' | 'service_plan' | 'product' | 'bolt_on' | 'rate_card' | 'tariff';

/** How a value is stored and compared: text, whole number or null; a flag is 0 or 1, weekdays are JSON. */
export type Stored = string | number | null;
/** A row as it is stored: its values in the order of the tab's fields. */
export type Tuple = readonly Stored[];

export interface Tab<K extends Kind = Kind> {
  readonly kind: K;
  readonly title: string;
  /** What a row is, in one sentence. */
  readonly about: string;
  /** By field, in the order of the columns. */
  readonly columns: { readonly [F in keyof RowOf[K]]-?: Column<RowOf[K][F]> | RowPosition };
  /** The fields that tell rows apart (the business key). */
  readonly key: readonly (keyof RowOf[K] & string)[];
  readonly item: ItemKind | null;
}

/** Checks a descriptor against the type of its rows: every field has a column that gives values of its type. */
export const defineTab = <K extends Kind>(tab: Tab<K>): Tab<K> => tab;

export interface Field {
  readonly name: string;
  readonly column: Column | RowPosition;
  /** Makes a value of what is stored; null where it is stored as it is. */
  readonly restore: ((stored: Stored) => unknown) | null;
}

/** A tab with its rows' types forgotten, for what treats all tabs alike. */
export interface AnyTab {
  readonly kind: Kind;
  readonly title: string;
  readonly about: string;
  readonly fields: readonly Field[];
  readonly key: readonly string[];
  /** Places of the key's fields among the fields. */
  readonly keyAt: readonly number[];
  readonly item: ItemKind | null;
  /** A row with every field, empty: what a row is made from, since adding fields one by one takes twice the memory. */
  readonly blankRow: Readonly<Record<string, unknown>>;
  /** Fields that may be empty only where another one has a value, by their places. */
  readonly conditional: readonly {
    readonly field: number;
    readonly otherField: number;
    readonly is: string;
  }[];
}

export function forgetRows<K extends Kind>(tab: Tab<K>): AnyTab & { readonly kind: K } {
  const fields = Object.entries(tab.columns as Record<string, Column | RowPosition>).map(
    ([name, column]) => ({ name, column, restore: restorerOf(column) }),
  );
  const names = fields.map(({ name }) => name);
  return {
    kind: tab.kind,
    title: tab.title,
    about: tab.about,
    fields,
    key: tab.key,
    keyAt: tab.key.map((name) => names.indexOf(name)),
    item: tab.item,
    blankRow: Object.fromEntries(names.map((name) => [name, null])),
    conditional: fields.flatMap(({ column }, field) => {
      const condition = isColumn(column) ? column.blankOnlyWhere : undefined;
      return condition ? [{ field, otherField: names.indexOf(condition.field), is: condition.is }] : [];
    }),
  };
}

export const isColumn = (column: Column | RowPosition): column is Column => 'heading' in column;

/** The columns that people see, in order. */
export const columnsOf = (tab: AnyTab): readonly Column[] =>
  tab.fields.map(({ column }) => column).filter(isColumn);

export const headingOf = (tab: AnyTab, field: string): string => {
  const column = tab.fields.find(({ name }) => name === field)?.column;
  return column && isColumn(column) ? column.heading : field;
};

/** Cardline's own columns at the right of every tab: what the last check said. Not read. */
export const OWN_HEADINGS: readonly string[] = ['Status', 'Message'];

const KEY_SEPARATOR = '\u001f';

/** The business key of a stored row as one text, for maps. */
export function keyOf(tab: AnyTab, tuple: Tuple): string {
  const [only, ...further] = tab.keyAt;
  if (further.length === 0) return String(tuple[only ?? 0]);
  return tab.keyAt.map((at) => tuple[at]).join(KEY_SEPARATOR);
}

/** The business key as people read it: "RETAIL-VOICE · 61 · any · 0 · 2026-01-01". */
export const spokenKey = (key: string): string => key.replaceAll(KEY_SEPARATOR, ' · ');

/** A value as it is stored. */
export function store(value: unknown): Stored {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return JSON.stringify(value);
}

/** A row as it is stored. */
export const toTuple = <K extends Kind>(tab: AnyTab & { readonly kind: K }, row: RowOf[K]): Tuple =>
  tab.fields.map(({ name }) => store(row[name as keyof RowOf[K]]));

/** A stored row as rules and programs know it. */
export function fromTuple<K extends Kind>(tab: AnyTab & { readonly kind: K }, tuple: Tuple): RowOf[K] {
  const row: Record<string, unknown> = { ...tab.blankRow };
  const { fields } = tab;
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at];
    const value = tuple[at] ?? null;
    if (field && value !== null) row[field.name] = field.restore ? field.restore(value) : value;
  }
  return row as unknown as RowOf[K];
}

/** Most values are stored as they are; the others say how they are made again. */
function restorerOf(column: Column | RowPosition): Field['restore'] {
  const type = isColumn(column) ? column.cell.type : 'integer';
  if (type === 'boolean') return (value) => value === 1;
  return type === 'days' ? (value) => JSON.parse(String(value)) : null;
}
