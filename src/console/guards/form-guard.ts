/**
 * Forms are taken only from our own pages. Two proofs: the browser says that the request comes from this origin
 * (Sec-Fetch-Site, or Origin where it is older), and the form holds the session's token, which no other site can read.
 */

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { problemPage } from '../pages/problem-pages.ts';
import { FORM_TOKEN_FIELD } from '../parts/form.ts';

/** A longer text is no name, reason or address. */
const MAX_TEXT = 20_000;

/** What was typed. Texts are trimmed at their ends; a missing field reads as empty. */
export interface Form {
  text(name: string): string;
  /** As it was sent, however long: for what the page itself put there. */
  whole(name: string): string;
  /** null where nothing was typed */
  optional(name: string): string | null;
  isTicked(name: string): boolean;
  all(name: string): string[];
  /** Empty where no file was chosen. */
  files(name: string): File[];
  /** Everything as it was sent, in its order. */
  readonly entries: readonly (readonly [string, string | File])[];
  /** Every text field, to show a refused form again; several ticks of one name are joined by commas. */
  readonly values: Readonly<Record<string, string>>;
}

export function formOf(data: FormData): Form {
  const textsOf = (name: string): string[] =>
    data
      .getAll(name)
      .filter((value): value is string => typeof value === 'string')
      .map((value) => value.replaceAll('\r\n', '\n').trim().slice(0, MAX_TEXT));
  const text = (name: string): string => textsOf(name)[0] ?? '';
  return {
    text,
    whole(name) {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    },
    optional: (name) => text(name) || null,
    isTicked: (name) => text(name) === 'on',
    all: textsOf,
    files: (name) =>
      data.getAll(name).filter((value): value is File => typeof value !== 'string' && value.size > 0),
    entries: [...data.entries()],
    values: Object.fromEntries(
      [...new Set(data.keys())]
        .filter((name) => name !== FORM_TOKEN_FIELD)
        .map((name) => [name, textsOf(name).join(',')]),
    ),
  };
}

/**
 * The token in a page's forms. Its first part is made from the session's secret, which it does not reveal; its second tells
 * one page from another (once.ts).
 */
export const formTokenOf = async (secrets: ConsoleDeps['secrets'], sessionToken: string): Promise<string> =>
  `${await secrets.hash(`form:${sessionToken}`)}.${secrets.token()}`;

const isOfSession = (sent: unknown, own: string): boolean =>
  typeof sent === 'string' && sent.split('.')[0] === own.split('.')[0];

export const isFromOwnPage = (c: ConsoleContext, url: string): boolean => {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  return origin !== undefined && [new URL(c.req.url).origin, new URL(url).origin].includes(origin);
};

const limit = bodyLimit({
  maxSize: MOST_FILE_BYTES,
  onError: (c) =>
    problemPage(
      c as ConsoleContext,
      413,
      'Too large',
      `A file may have at most ${MOST_FILE_BYTES / 1_000_000} MB. Split it, or send less at once.`,
    ),
});

/** Reads the form of a POST, after the session guard. */
export const formGuard =
  ({ url }: Pick<ConsoleDeps, 'url'>): MiddlewareHandler<ConsoleEnv> =>
  async (c, next) => {
    if (c.req.method !== 'POST') return next();
    if (!isFromOwnPage(c, url)) return refuse(c);
    return limit(c, async () => {
      const data = await c.req.formData().catch(() => new FormData());
      if (!isOfSession(data.get(FORM_TOKEN_FIELD), c.get('formToken'))) {
        c.res = await refuse(c);
        return;
      }
      c.set('form', formOf(data));
      await next();
    });
  };

const refuse = (c: ConsoleContext): Response | Promise<Response> =>
  problemPage(
    c,
    403,
    'This form was not taken',
    'It did not come from a page of this session: it may have been open since before you signed in. Go back, load the page again and send it once more.',
  );
