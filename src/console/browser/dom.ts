/** Making elements. Text is set as text: nothing that a cell holds is ever read as HTML. */

type Properties = Readonly<Record<string, string | number | boolean | EventListener | null | undefined>>;
export type Child = Node | string | null | undefined | false;

/** `onclick` and the like are listeners; true sets an attribute without a value; false, null and undefined set none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

export const button = (text: string, onclick: () => void, look = ''): HTMLButtonElement =>
  h('button', { type: 'button', class: `button small ${look}`.trim(), onclick: () => onclick() }, text);

/** A piece of a page that this server wrote, and escaped. */
export function fragment(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

/** An element that the page is known to have. */
export function must<T>(found: T | null | undefined, what: string): T {
  if (found === null || found === undefined) throw new Error(`${what} is missing`);
  return found;
}
