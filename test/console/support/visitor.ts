/** Somebody at a browser without a screen: keeps cookies, follows redirects, fills in the forms that pages really have. */
import { expect } from 'vitest';
import { all, attributeOf, byTag, type Element, faultsOfPage, parseHtml, textOf } from './parse-html.ts';

export const HOST = 'http://cardline.test';

export interface Seen {
  readonly status: number;
  readonly path: string;
  readonly headers: Headers;
  readonly page: Element;
  readonly html: string;
  readonly heading: string;
  /** All that can be read on it. */
  readonly text: string;
}

type Fetches = (path: string, init?: RequestInit) => Response | Promise<Response>;
export type Values = Readonly<Record<string, string | readonly string[] | readonly File[] | null>>;

/** A file as a browser sends it. */
export const aFile = (
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  type = '',
): File => new File([bytes as Uint8Array<ArrayBuffer>], name, { type });

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #fetch: Fetches;
  #seen: Seen | null = null;

  constructor(fetches: Fetches) {
    this.#fetch = fetches;
  }

  /** The page that is open. */
  get seen(): Seen {
    if (this.#seen === null) throw new Error('no page is open');
    return this.#seen;
  }

  /** One request, its cookies kept, no redirect followed. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await this.#fetch(HOST + path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Opens a page, redirects followed, and holds it against everything that every page must be. */
  async open(path: string, init: RequestInit = {}): Promise<Seen> {
    let response = await this.request(path, init);
    let at = path;
    for (let hops = 0; response.status >= 300 && response.status < 400 && hops < 5; hops += 1) {
      at = response.headers.get('location') ?? '';
      response = await this.request(at);
    }
    const html = await response.text();
    const page = parseHtml(html);
    expect(faultsOfPage(page), `${at}`).toEqual([]);
    this.#seen = {
      status: response.status,
      path: at,
      headers: response.headers,
      page,
      html,
      heading: byTag(page, 'h1').map(textOf).join(),
      text: textOf(page),
    };
    return this.#seen;
  }

  /** The form of the open page by its id, or by the words on its button. */
  form(wanted: string): Element {
    const forms = byTag(this.seen.page, 'form');
    const found =
      forms.find((form) => attributeOf(form, 'id') === wanted) ??
      forms.find((form) => byTag(form, 'button').some((button) => textOf(button).startsWith(wanted)));
    if (!found)
      throw new Error(`no form "${wanted}" on ${this.seen.path} (${this.seen.status}): ${this.seen.text}`);
    return found;
  }

  /** The values that a form holds as it stands. */
  valuesOf(form: Element): Record<string, string | string[]> {
    const values: Record<string, string | string[]> = {};
    const isControl = ({ tag }: Element) => ['input', 'select', 'textarea'].includes(tag);
    const id = attributeOf(form, 'id');
    // A control may stand elsewhere and name its form.
    const elsewhere = all(
      this.seen.page,
      (element) => isControl(element) && id !== '' && attributeOf(element, 'form') === id,
    );
    for (const control of [...all(form, isControl), ...elsewhere]) {
      const name = attributeOf(control, 'name');
      const type = attributeOf(control, 'type');
      if (type === 'file') continue;
      if (type === 'checkbox') {
        const several = ([] as string[]).concat(values[name] ?? []);
        values[name] = control.attributes.has('checked')
          ? [...several, attributeOf(control, 'value')]
          : several;
      } else if (control.tag === 'select') {
        const options = byTag(control, 'option');
        const chosen = options.find((option) => option.attributes.has('selected')) ?? options[0];
        values[name] = chosen ? attributeOf(chosen, 'value') : '';
      } else if (control.tag === 'textarea') values[name] = control.children.join('').replace(/^\n/, '');
      else if (type === 'hidden' && values[name] !== undefined)
        values[name] = [values[name], attributeOf(control, 'value')].flat();
      else values[name] = attributeOf(control, 'value');
    }
    return values;
  }

  /** Sends a form of the open page with some of its fields filled in; a field that it does not have fails the test. */
  async send(wanted: string, fill: Values = {}): Promise<Seen> {
    const form = this.form(wanted);
    const held = this.valuesOf(form);
    const files = new Set(
      all(form, (element) => attributeOf(element, 'type') === 'file').map((input) =>
        attributeOf(input, 'name'),
      ),
    );
    // The button that is pressed sends its own value.
    const buttons = byTag(form, 'button').map((button) => attributeOf(button, 'name'));
    const unknown = Object.keys(fill).filter(
      (name) => !(name in held) && !files.has(name) && !buttons.includes(name),
    );
    expect(unknown, `fields of the form "${wanted}"`).toEqual([]);
    const isUpload = attributeOf(form, 'enctype') === 'multipart/form-data';
    const body = isUpload ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries({ ...held, ...fill })) {
      if (value === null) continue;
      for (const one of typeof value === 'string' ? [value] : value)
        if (one instanceof File) (body as FormData).append(name, one);
        else body.append(name, one);
    }
    const action = attributeOf(form, 'action');
    if (attributeOf(form, 'method') === 'get')
      return this.open(`${action}?${body instanceof URLSearchParams ? body : ''}`);
    return this.open(action, { method: 'POST', body, headers: { origin: HOST } });
  }

  /** Follows a link of the open page by its words. */
  async follow(words: string): Promise<Seen> {
    const link = byTag(this.seen.page, 'a').find((candidate) => textOf(candidate) === words);
    if (!link) throw new Error(`no link "${words}" on ${this.seen.path}: ${this.seen.text}`);
    return this.open(attributeOf(link, 'href'));
  }

  /** The faults as the page tells them. */
  faults(): string[] {
    return all(this.seen.page, (element) => attributeOf(element, 'class') === 'fault').map(textOf);
  }
}
