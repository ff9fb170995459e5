/** The fields of an order's services in a modal, which holds a hundred blocks and no more. */
import type { KnownBlock } from '@slack/types';
import type { ServiceType } from '#core/catalogue/rows.ts';
import { type DetailField, type ServiceDetails, serviceFieldsOf } from '#core/orders/service-details.ts';
import { BLOCKS_IN_MODAL } from '../limits.ts';
import { context, section } from './blocks.ts';
import { detailInput } from './inputs.ts';
import { bold, safe } from './text.ts';

export interface ServiceForm {
  /** Where faults place its fields: `services[0].details`. */
  readonly path: string;
  readonly title: string;
  readonly serviceType: ServiceType;
  readonly details: ServiceDetails;
  /** Shown above its fields. */
  readonly note?: readonly KnownBlock[];
}

/** Blocks that a modal has beside these. */
const OTHERS = 12;

/**
 * Fields for each service: all of them where they fit, else those that are required or filled in, and a word about where the
 * others are.
 */
export function serviceInputs(services: readonly ServiceForm[]): KnownBlock[] {
  const all = services.flatMap((service) => blocksOf(service, () => true));
  if (all.length <= BLOCKS_IN_MODAL - OTHERS) return all;
  const few = services.flatMap((service) =>
    blocksOf(service, ({ key, required }) => required || service.details[key] !== undefined),
  );
  return [
    ...few.slice(0, BLOCKS_IN_MODAL - OTHERS),
    context('There are more details than fit here: the console takes them all.'),
  ];
}

const blocksOf = (
  { path, title, serviceType, details, note = [] }: ServiceForm,
  isShown: (field: DetailField) => boolean,
): KnownBlock[] => [
  section(`${bold(safe(title))} · ${serviceType}`),
  ...note,
  ...serviceFieldsOf(serviceType)
    .filter(isShown)
    .map((field) => detailInput(field, path, details[field.key])),
];

/** The keys of a service's fields that a view asks for. */
export const keysUnder = (fields: ReadonlySet<string>, path: string): string[] =>
  [...fields].flatMap((id) => (id.startsWith(`${path}.`) ? [id.slice(path.length + 1)] : []));
