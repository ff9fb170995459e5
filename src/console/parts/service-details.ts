/** What is known about a service, and the form fields for it: one table of the core for every page. */
import type { ServiceType } from '#core/catalogue/rows.ts';
import { fieldHelp, fieldLabel } from '#core/orders/field-labels.ts';
import { type DetailField, type ServiceDetails, serviceFieldsOf } from '#core/orders/service-details.ts';
import type { Form } from '../guards/form-guard.ts';
import { facts } from './blocks.ts';
import type { Field, FieldGroup } from './form.ts';
import { type Html, html } from './html.ts';

/** What is filled in, under its label. */
export const detailEntries = (type: ServiceType, details: ServiceDetails): (readonly [string, Html])[] =>
  serviceFieldsOf(type)
    .filter(({ key }) => details[key])
    .map(({ key, label }) => [label, html`<span class="keeps-lines">${details[key]}</span>`] as const);

export function detailFacts(type: ServiceType, details: ServiceDetails): Html {
  const entries = detailEntries(type, details);
  return entries.length === 0 ? html`<p class="soft">Nothing has been entered yet.</p>` : facts(entries);
}

/** The fields of a service type. `path` is where faults place them: `details` or `services[0].details`. */
export const detailFields = (type: ServiceType, path: string): Field[] =>
  serviceFieldsOf(type).map((field) => ({
    name: `${path}.${field.key}`,
    label: field.label,
    help: `${fieldHelp(field)} At most ${field.maxLength} characters.`,
    isOptional: !field.required,
    ...(field.maxLength > 500 ? { kind: 'long' as const } : {}),
  }));

/** The same as a group of a form: what is required first, the rest folded away. */
export function detailGroup(legend: string, type: ServiceType, path: string): FieldGroup {
  const fields = detailFields(type, path);
  const first = fields.filter(({ isOptional }) => !isOptional);
  return first.length === 0
    ? { legend, fields }
    : { legend, fields: first, more: fields.filter(({ isOptional }) => isOptional) };
}

/** What is known about a service whose type is not at hand, under the labels that any type has for it. */
export const detailsByLabel = (details: ServiceDetails): (readonly [string, Html])[] =>
  Object.entries(details).map(([key, value]) => [
    fieldLabel(key),
    html`<span class="keeps-lines">${value}</span>`,
  ]);

export const detailValues = (details: ServiceDetails, path: string): Record<string, string> =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [`${path}.${key}`, value]));

/** What was typed, blank fields included as null: they take a value away. */
export const readDetails = (sent: Form, type: ServiceType, path: string): Record<string, string | null> =>
  Object.fromEntries(serviceFieldsOf(type).map(({ key }) => [key, sent.optional(`${path}.${key}`)]));

/** What was typed, without blank fields: for a new service. */
export const filledDetails = (sent: Form, type: ServiceType, path: string): Record<string, string> =>
  Object.fromEntries(
    serviceFieldsOf(type).flatMap(({ key }) => {
      const value = sent.optional(`${path}.${key}`);
      return value === null ? [] : [[key, value]];
    }),
  );

// ---- for end customers, who are asked for what they can know

const ADDRESS = 'address';

/** What an end customer is asked about a service: nothing technical; no group where there is nothing to ask. */
export function customerGroup(legend: string, fields: readonly DetailField[], path: string): FieldGroup[] {
  const asked = fields
    .filter(({ isTechnical }) => !isTechnical)
    .map(
      (field): Field => ({
        name: `${path}.${field.key}`,
        label: field.key === ADDRESS ? 'Address of the service' : field.label,
        help: field.key === ADDRESS ? 'Left empty: your address, as above.' : field.help,
        isOptional: !field.required || field.key === ADDRESS,
        ...(field.maxLength > 500 ? { kind: 'long' as const } : {}),
      }),
    );
  return asked.length === 0 ? [] : [{ legend, fields: asked }];
}

/** What was typed; a service that needs an address and was given none is wanted at the customer's own. */
export const customerWish = (
  sent: Form,
  fields: readonly DetailField[],
  { path, address }: { readonly path: string; readonly address: string },
): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ key, required, isTechnical }) => {
      const typed = isTechnical ? null : sent.optional(`${path}.${key}`);
      const value = typed ?? (key === ADDRESS && required ? address : '');
      return value === '' ? [] : [[key, value]];
    }),
  );
