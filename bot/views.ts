/** Modals: how they are put together, what they remember while they are open, and what was typed into them. */
import type { KnownBlock, ModalView } from '@slack/types';
import { type PlainDate, parseDate } from '#core/calendar.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { section } from './blocks/blocks.ts';
import { plain, safe } from './blocks/text.ts';
import * as limit from './limits.ts';

export interface ModalSettings {
  readonly callbackId: string;
  readonly title: string;
  readonly blocks: readonly KnownBlock[];
  /** Left out: there is nothing to send, only to read. */
  readonly submit?: string;
  readonly close?: string;
  readonly remembers?: unknown;
}

export function modal({ callbackId, title, blocks, submit, close, remembers }: ModalSettings): ModalView {
  const metadata = remembers === undefined ? '' : JSON.stringify(remembers);
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(title, limit.TITLE),
    ...(submit === undefined ? {} : { submit: plain(submit, limit.TITLE) }),
    close: plain(close ?? (submit === undefined ? 'Close' : 'Not yet'), limit.TITLE),
    private_metadata: metadata,
    blocks: blocks.slice(0, limit.BLOCKS_IN_MODAL),
  };
}

/** A modal that only says something. */
export const notice = (title: string, text: string, more: readonly KnownBlock[] = []): ModalView =>
  modal({ callbackId: 'notice', title, blocks: [section(text), ...more] });

/** While something slow is looked up: opened at once, because Slack gives three seconds. */
export const working = (title: string, text: string): ModalView =>
  notice(title, `:hourglass_flowing_sand: ${safe(text)}`);

type Given = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        {
          readonly value?: string | null | undefined;
          readonly selected_date?: string | null | undefined;
          readonly selected_option?: { readonly value: string } | null | undefined;
          readonly selected_options?: readonly { readonly value: string }[] | undefined;
          readonly files?: readonly { readonly id: string }[] | undefined;
        }
      >
    >
  >
>;

/** What stands in the fields of a view; see `inputs.ts`: block and action have the field's id. */
export interface Answers {
  text(id: string): string;
  /** Whatever it holds, as text: what was written, chosen or ticked, or the day; empty where that is nothing. */
  typed(id: string): string;
  choice(id: string): string | null;
  choices(id: string): string[];
  fileId(id: string): string | null;
  /** null where the field is empty or not there */
  date(id: string): Result<PlainDate | null>;
  /** Refuses an empty field (`date_missing`). */
  requiredDate(id: string, label: string): Result<PlainDate>;
  /** The details of a service, null where a field was emptied. */
  details(path: string, keys: readonly string[]): Record<string, string | null>;
}

export function answersOf(values: unknown): Answers {
  const given = (values ?? {}) as Given;
  const field = (id: string) => given[id]?.[id];
  const text = (id: string) => field(id)?.value?.trim() ?? '';
  const date = (id: string): Result<PlainDate | null> => {
    const chosen = field(id)?.selected_date ?? '';
    return chosen === '' ? ok(null) : parseDate(chosen, id);
  };
  return {
    text,
    typed: (id) => {
      const { value, selected_date, selected_option, selected_options } = field(id) ?? {};
      return (value ?? selected_date ?? selected_option?.value ?? selected_options?.[0]?.value ?? '').trim();
    },
    choice: (id) => field(id)?.selected_option?.value ?? null,
    choices: (id) => (field(id)?.selected_options ?? []).map(({ value }) => value),
    fileId: (id) => field(id)?.files?.[0]?.id ?? null,
    date,
    requiredDate(id, label) {
      const chosen = date(id);
      if (!chosen.ok) return chosen;
      return chosen.value === null
        ? no(fault('date_missing', `${label} is missing: choose a day.`, id))
        : ok(chosen.value);
    },
    details: (path, keys) => Object.fromEntries(keys.map((key) => [key, text(`${path}.${key}`) || null])),
  };
}

/** Reads what a view or button remembers; null where it is not Cardline's or from an older version of it. */
export function recall<T>(text: string | undefined, read: (value: unknown) => T | null): T | null {
  if (!text) return null;
  try {
    return read(JSON.parse(text));
  } catch {
    return null;
  }
}
