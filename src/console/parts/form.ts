/**
 * Forms. A refusal shows them again with what was typed, every fault beside its field, and a summary that leads to
 * each. The browser's own checks are left off: they would show one fault at a time and in another voice.
 */

import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { Piece } from './blocks.ts';
import { attr, type Html, html } from './html.ts';
import { shape } from './shapes.ts';

/** The name of the hidden field that proves a form came from a page of this session. */
export const FORM_TOKEN_FIELD = '_token';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind?:
    | 'text'
    | 'long'
    | 'date'
    | 'amount'
    | 'whole'
    | 'choice'
    | 'several'
    | 'tick'
    | 'file'
    | 'email'
    | 'tel'
    | 'hidden';
  readonly help?: Piece;
  readonly isOptional?: boolean;
  readonly choices?: readonly Choice[];
  /** Takes the whole width of a form laid out in columns. */
  readonly isWhole?: boolean;
  /** Paths of faults that belong here beside the field's own name. */
  readonly paths?: readonly string[];
  /** What the file picker offers, such as ".csv,.xlsx". */
  readonly accept?: string;
  /** What the browser may fill in of its own accord, such as `email`; left out: nothing. */
  readonly autocomplete?: string;
  /** Whether several files may be chosen. */
  readonly isSeveral?: boolean;
}

/** Fields that belong together, under a heading of their own. */
export interface FieldGroup {
  readonly legend: string;
  readonly fields: readonly Field[];
  /** Whether its fields lie beside each other where there is room. */
  readonly isColumns?: boolean;
  /** Folded away until one of them has a value or a fault: what is seldom known. */
  readonly more?: readonly Field[];
  /** The whole group is folded away, under these words, until one of its fields has a fault. */
  readonly fold?: string;
}

export interface FormOf {
  /** Unique on the page; prefixes the ids of the fields. */
  readonly id: string;
  readonly action: string;
  readonly token: string;
  readonly fields: readonly Field[];
  /** After the fields. */
  readonly groups?: readonly FieldGroup[];
  readonly submit: string;
  /** The look of the submit button. */
  readonly tone?: 'first' | 'danger' | '';
  /** What was typed, or what is there; a tick is on where its value is "on", several choices are joined by commas. */
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  /** Beside the submit button. */
  readonly aside?: Piece;
  readonly before?: Piece;
  readonly isColumns?: boolean;
}

const fieldId = (formId: string, name: string): string => `${formId}-${name.replace(/[^\w-]+/g, '-')}`;

/** Whether a fault is about a field: by its path whole, its beginning (`roles[0]`) or its end (`services[0].accessFee`). */
const isAbout = (fault: Fault, field: Field): boolean => {
  const { path } = fault;
  if (!path) return false;
  const names = [field.name, ...(field.paths ?? [])];
  return names.some((name) => path === name || path.startsWith(`${name}[`) || path.endsWith(`.${name}`));
};

const isMultipart = (fields: readonly Field[]): boolean => fields.some((field) => field.kind === 'file');

export function form(of: FormOf): Html {
  const { id, action, token, fields, groups = [], submit, tone = 'first', values = {}, faults = [] } = of;
  const everyField = [...fields, ...groups.flatMap((group) => [...group.fields, ...(group.more ?? [])])];
  const isFaulty = (field: Field): boolean => faults.some((fault) => isAbout(fault, field));
  const layOut = (some: readonly Field[], isColumns = of.isColumns) =>
    html`<div class="${isColumns ? 'form-grid' : 'form'}">${some.map((field) => fieldOf(id, field, values, faults))}</div>`;
  return html`
<form class="form" id="${id}" method="post" action="${action}" novalidate${attr('enctype', isMultipart(everyField) && 'multipart/form-data')}>
${tokenField(token)}${faultSummary(id, everyField, faults)}${of.before}
${fields.length === 0 ? '' : layOut(fields)}${groups.map(
  ({ legend, fields: first, more = [], isColumns, fold }) =>
    html`<fieldset class="form"><legend>${legend}</legend>${first.length === 0 ? '' : folded(fold, first.some(isFaulty), layOut(first, isColumns))}${more.length === 0 ? '' : html`<details${more.some((field) => values[field.name] || isFaulty(field)) ? ' open' : ''}><summary>More, where it is known</summary>${layOut(more, isColumns)}</details>`}</fieldset>`,
)}
<div class="actions"><button class="button${tone === '' ? '' : ` ${tone}`}" type="submit">${submit}</button>${of.aside}</div>
</form>`;
}

const folded = (fold: string | undefined, isOpen: boolean, fields: Html): Html =>
  fold === undefined
    ? fields
    : html`<details${isOpen ? ' open' : ''}><summary>${fold}</summary>${fields}</details>`;

export const tokenField = (token: string): Html =>
  html`<input type="hidden" name="${FORM_TOKEN_FIELD}" value="${token}">`;

/** A form that is only a button, with the hidden values that it sends. */
export const buttonForm = (of: {
  readonly action: string;
  readonly token: string;
  readonly submit: string;
  readonly tone?: 'first' | 'danger' | 'quiet' | '';
  readonly values?: Readonly<Record<string, string>>;
  readonly isSmall?: boolean;
  /** What the button is about, for those who hear it out of its row. */
  readonly about?: string;
}): Html => html`
<form class="inline-form" method="post" action="${of.action}">${tokenField(of.token)}${Object.entries(
  of.values ?? {},
).map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
)}<button class="button${of.tone ? ` ${of.tone}` : ''}${of.isSmall ? ' small' : ''}" type="submit">${of.submit}${
  of.about ? html`<span class="out-of-sight"> ${of.about}</span>` : ''
}</button></form>`;

/** Every fault, each leading to its field where it has one. */
export function faultSummary(id: string, fields: readonly Field[], faults: readonly Fault[]): Html | '' {
  if (faults.length === 0) return '';
  const title =
    faults.length === 1
      ? 'One thing needs to be put right'
      : `${counted(faults.length, 'thing')} need to be put right`;
  return html`
<div class="notice bad" role="alert" id="${id}-faults" tabindex="-1">${shape('bad')}<div><h2>${title}</h2><ul>${faults.map(
    (fault) => {
      const field = fields.find((candidate) => candidate.kind !== 'hidden' && isAbout(fault, candidate));
      return html`<li>${field ? html`<a href="#${fieldId(id, field.name)}">${field.label}</a>: ${fault.message}` : fault.message}</li>`;
    },
  )}</ul></div></div>`;
}

function fieldOf(
  formId: string,
  field: Field,
  values: Readonly<Record<string, string>>,
  faults: readonly Fault[],
): Html {
  const id = fieldId(formId, field.name);
  const value = values[field.name] ?? '';
  if (field.kind === 'hidden') return html`<input type="hidden" name="${field.name}" value="${value}">`;
  const own = faults.filter((fault) => isAbout(fault, field));
  const described = [field.help ? `${id}-help` : '', own.length > 0 ? `${id}-fault` : '']
    .filter(Boolean)
    .join(' ');
  const common = html`id="${id}" name="${field.name}"${attr('aria-describedby', described !== '' && described)}${attr('aria-invalid', own.length > 0 && 'true')}${attr('aria-required', !field.isOptional && field.kind !== 'tick' && 'true')}`;
  const help = field.help ? html`<div class="help" id="${id}-help">${field.help}</div>` : '';
  const fault =
    own.length > 0
      ? html`<div class="fault" id="${id}-fault">${own.map(({ message }) => html`<div>${message}</div>`)}</div>`
      : '';
  const classes = `field${field.isWhole || field.kind === 'long' ? ' whole' : ''}${own.length > 0 ? ' faulty' : ''}`;
  if (field.kind === 'tick')
    return html`<div class="${classes}"><div class="tick"><input type="checkbox" value="on" ${common}${value === 'on' ? ' checked' : ''}><label for="${id}">${field.label}</label></div>${help}${fault}</div>
`;
  if (field.kind === 'several') {
    const chosen = new Set(value.split(','));
    return html`<fieldset class="${classes} several" id="${id}"${attr('aria-describedby', described !== '' && described)}><legend>${field.label}</legend>${help}${(
      field.choices ?? []
    ).map(
      (choice, index) =>
        html`<div class="tick"><input type="checkbox" id="${id}-${index}" name="${field.name}" value="${choice.value}"${chosen.has(choice.value) ? ' checked' : ''}><label for="${id}-${index}">${choice.label}</label></div>`,
    )}${fault}</fieldset>
`;
  }
  return html`<div class="${classes}"><label for="${id}">${field.label}${field.isOptional ? html` <span class="optional">(optional)</span>` : ''}</label>${help}${control(field, value, common)}${fault}</div>
`;
}

function control(field: Field, value: string, common: Html): Html {
  switch (field.kind) {
    case 'long':
      return html`<textarea ${common} rows="4">
${value}</textarea>`;
    case 'choice':
      return html`<select ${common}>${(field.choices ?? []).map(
        (choice) =>
          html`<option value="${choice.value}"${choice.value === value ? ' selected' : ''}>${choice.label}</option>`,
      )}</select>`;
    case 'date':
      return html`<input type="date" class="short" ${common} value="${value}">`;
    case 'amount':
      return html`<input type="text" inputmode="decimal" class="short" autocomplete="off" ${common} value="${value}">`;
    case 'whole':
      return html`<input type="text" inputmode="numeric" class="short" autocomplete="off" ${common} value="${value}">`;
    case 'file':
      return html`<input type="file" ${common}${attr('accept', field.accept)}${field.isSeveral ? ' multiple' : ''}>`;
    case 'email':
      return html`<input type="email" autocomplete="${field.autocomplete ?? 'off'}" ${common} value="${value}">`;
    case 'tel':
      return html`<input type="tel" autocomplete="${field.autocomplete ?? 'off'}" ${common} value="${value}">`;
    default:
      return html`<input type="text" autocomplete="${field.autocomplete ?? 'off'}" ${common} value="${value}">`;
  }
}

/** A search or filter: a GET form that leads to the same page. */
export const filters = (of: {
  readonly action: string;
  readonly fields: readonly Field[];
  readonly values: Readonly<Record<string, string>>;
  /** What the address holds beside the fields, and goes on holding. */
  readonly kept?: Readonly<Record<string, string>>;
  readonly submit?: string;
}): Html => html`
<form class="filters" method="get" action="${of.action}" role="search">${Object.entries(of.kept ?? {}).map(
  ([name, value]) => (value === '' ? '' : html`<input type="hidden" name="${name}" value="${value}">`),
)}${of.fields.map((field) => {
  const id = fieldId('filter', field.name);
  const value = of.values[field.name] ?? '';
  return html`<div class="field${field.isWhole ? ' grow' : ''}"><label for="${id}">${field.label}</label>${control(field, value, html`id="${id}" name="${field.name}"`)}</div>`;
})}<button class="button" type="submit">${of.submit ?? 'Show'}</button></form>`;
