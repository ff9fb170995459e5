/** A strict reader of the console's pages: whatever a browser would silently repair, fails the test here. */

export interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

const VOID = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', 'path', 'circle', 'rect']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w-]*(?:="[^"<]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([a-zA-Z][\w-]*)(?:="([^"<]*)")?/g;

const decode = (text: string): string =>
  text.replace(/&([#\w]*);?/g, (whole, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !whole.endsWith(';'))
      throw new Error(`unescaped or unknown ${whole} in: ${text}`);
    return character;
  });

/** The document as a tree, or an error that names what is malformed. */
export function parseHtml(html: string): Element {
  const root: Element = { tag: '#document', attributes: new Map(), children: [] };
  const open: Element[] = [root];
  let at = html.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  while (at < html.length) {
    const top = open.at(-1) ?? root;
    const next = html.indexOf('<', at);
    if (next !== at) {
      const text = html.slice(at, next === -1 ? undefined : next);
      if (text.trim() !== '') top.children.push(decode(text));
      at = next === -1 ? html.length : next;
      continue;
    }
    TAG.lastIndex = at;
    const match = TAG.exec(html);
    if (!match) throw new Error(`malformed tag: ${html.slice(at, at + 120)}`);
    at = TAG.lastIndex;
    const [, closes, tag = '', attributes = '', closesItself] = match;
    if (closes) {
      if (top.tag !== tag) throw new Error(`</${tag}> closes <${top.tag}>: ${html.slice(at - 200, at)}`);
      open.pop();
      continue;
    }
    const element: Element = { tag, attributes: readAttributes(attributes), children: [] };
    top.children.push(element);
    if (!VOID.has(tag) && !closesItself) open.push(element);
  }
  if (open.length > 1)
    throw new Error(
      `never closed: ${open
        .slice(1)
        .map(({ tag }) => tag)
        .join(' ')}`,
    );
  return root;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice: ${text}`);
    attributes.set(name, decode(value));
  }
  return attributes;
}

/** Every element below, in document order, that fits. */
export function all(from: Element, fits: (element: Element) => boolean): Element[] {
  return from.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(fits(child) ? [child] : []), ...all(child, fits)],
  );
}

export const byTag = (from: Element, ...tags: readonly string[]): Element[] =>
  all(from, ({ tag }) => tags.includes(tag));

export const attributeOf = (element: Element, name: string): string => element.attributes.get(name) ?? '';

/** The text as a person reads it: blanks in a row count as one. */
export const textOf = (element: Element): string =>
  element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

const CONTROLS = ['input', 'select', 'textarea'];

/** What is wrong with a page, whatever it shows: ids, labels, links, and anything that the policy would block. */
export function faultsOfPage(page: Element): string[] {
  const faults: string[] = [];
  const everything = all(page, () => true);
  const ids = everything.map((element) => attributeOf(element, 'id')).filter(Boolean);
  faults.push(
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id ${id} occurs twice`),
  );
  if (byTag(page, 'h1').length !== 1) faults.push('a page has exactly one h1');
  if (byTag(page, 'main').length !== 1) faults.push('a page has exactly one main');
  const labelled = new Set(byTag(page, 'label').map((label) => attributeOf(label, 'for')));
  for (const id of labelled) if (!ids.includes(id)) faults.push(`a label is for ${id}, which is not there`);
  for (const element of everything) {
    const { tag, attributes } = element;
    const type = attributeOf(element, 'type');
    // A program is a file of our own, by its fingerprinted name, and nothing stands in its element.
    const isOwnProgram =
      tag === 'script' &&
      element.children.length === 0 &&
      /^\/assets\/\w+\.\w+\.js$/.test(attributeOf(element, 'src'));
    if (['script', 'style', 'iframe', 'object'].includes(tag) && !isOwnProgram)
      faults.push(`<${tag}> is on the page`);
    // The one way off the site: the spreadsheet that the provider works in, which learns nothing of where one came from.
    const isToSheet =
      tag === 'a' &&
      attributeOf(element, 'href').startsWith('https://docs.google.com/spreadsheets/d/') &&
      attributeOf(element, 'rel') === 'noreferrer';
    for (const [name, value] of attributes) {
      if (name === 'style' || name.startsWith('on')) faults.push(`<${tag} ${name}>`);
      if (
        ['href', 'action', 'src'].includes(name) &&
        !/^(\/(?!\/)|#)/.test(value) &&
        value !== '' &&
        !isToSheet
      )
        faults.push(`<${tag} ${name}="${value}"> leads off the site`);
      if (name === 'aria-describedby')
        for (const id of value.split(' '))
          if (!ids.includes(id)) faults.push(`described by ${id}, which is not there`);
    }
    if (
      tag === 'a' &&
      attributeOf(element, 'href').startsWith('#') &&
      !ids.includes(attributeOf(element, 'href').slice(1))
    )
      faults.push(`a link to ${attributeOf(element, 'href')}, which is not there`);
    if (CONTROLS.includes(tag) && type !== 'hidden' && !labelled.has(attributeOf(element, 'id')))
      faults.push(`<${tag} name="${attributeOf(element, 'name')}"> has no label`);
    if (tag === 'button' && textOf(element) === '') faults.push('a button without words');
    if (tag === 'a' && textOf(element) === '')
      faults.push(`the link ${attributeOf(element, 'href')} without words`);
  }
  return faults;
}
