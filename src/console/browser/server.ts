/** Asking the server. What was refused is answered as it is; a lost session or connection is told in words. */
import type {
  CheckAnswer,
  Codes,
  ImportAnswer,
  PackedPage,
  Refused,
  Save,
  Saved,
  SubmitAnswer,
} from './wire.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refused);

const refused = (text: string): { readonly ok: false } & Refused => ({ ok: false, faults: [text] });
const SIGNED_OUT =
  'You are signed out. Sign in in another window, then try again here: what you typed is still on this page.';
const NO_CONNECTION =
  'The server could not be reached. Nothing is lost: what you typed is still on this page. Try again in a moment.';

export class Server {
  readonly #base: string;
  readonly #query: string;
  #token: string;

  /** @param base the address of the grid's page */
  constructor(base: string, query: string, token: string) {
    this.#base = base;
    this.#query = query;
    this.#token = token;
  }

  rows(cursor: string | null): Promise<Answer<PackedPage>> {
    const query = new URLSearchParams(this.#query);
    if (cursor !== null) query.set('cursor', cursor);
    return this.#ask(`/rows?${query}`);
  }
  codes(): Promise<Answer<Codes>> {
    return this.#ask('/codes');
  }
  save(save: Save): Promise<Answer<Saved>> {
    return this.#send('/save', () => ({ save: JSON.stringify(save) }));
  }
  check(): Promise<Answer<CheckAnswer>> {
    return this.#send('/check', () => ({}));
  }
  submit(): Promise<Answer<SubmitAnswer>> {
    return this.#send('/submit', () => ({}));
  }
  previewImport(files: readonly File[]): Promise<Answer<ImportAnswer>> {
    return this.#send('/import/preview', () => ({ files }));
  }
  import(files: readonly File[], revision: string): Promise<Answer<null>> {
    return this.#send('/import', () => ({ files, revision }));
  }

  async #send<T>(path: string, fields: () => Record<string, string | readonly File[]>): Promise<Answer<T>> {
    const post = () => {
      const form = new FormData();
      form.set('_token', this.#token);
      for (const [name, value] of Object.entries(fields()))
        if (typeof value === 'string') form.set(name, value);
        else for (const file of value) form.append(name, file, file.name);
      return this.#ask<T>(path, { method: 'POST', body: form });
    };
    const first = await post();
    if (first.ok || first.faults[0] !== FORM_NOT_TAKEN) return first;
    // Somebody signed in anew meanwhile: this page's token is the old session's.
    const fresh = await this.#ask<{ readonly token: string }>('/token');
    if (!fresh.ok) return fresh;
    this.#token = fresh.value.token;
    return post();
  }

  async #ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    let response: Response;
    try {
      response = await fetch(this.#base + path, { redirect: 'manual', ...init });
    } catch {
      return { ...refused(NO_CONNECTION), isUncertain: true };
    }
    if (response.type === 'opaqueredirect') return refused(SIGNED_OUT);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    if (!isJson)
      return {
        ...refused(response.status === 403 ? FORM_NOT_TAKEN : wordsFor(response.status)),
        isUncertain: response.status >= 500,
      };
    const body = (await response.json()) as T & Refused;
    return response.ok ? { ok: true, value: body } : { ok: false, ...body };
  }
}

const FORM_NOT_TAKEN =
  'This was not taken: the page may have been open since before you signed in. Load it again.';

const wordsFor = (status: number): string =>
  status === 413
    ? 'This is too large to be sent at once.'
    : 'Something broke on the server, and nothing was done. Try again, and if it stays, tell whoever runs Cardline.';
