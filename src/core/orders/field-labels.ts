/** What people call the fields that a log tells the changes of. */
import { SERVICE_TYPES } from '../catalogue/rows.ts';
import { type DetailField, serviceFieldsOf } from './service-details.ts';

const LABELS: ReadonlyMap<string, string> = new Map([
  ...SERVICE_TYPES.flatMap((type) => serviceFieldsOf(type).map(({ key, label }) => [key, label] as const)),
  ['assignee', 'Assigned to'],
  ['requestedOn', 'Wanted on'],
  ['contractType', 'Contract type'],
]);

/** "Location ID" for `locationId`. */
export const fieldLabel = (key: string): string => LABELS.get(key) ?? key;

/** What a form says below a field: its help, and which other fields make up for it, before somebody is refused for it. */
export const fieldHelp = ({ help, unless = [] }: DetailField): string =>
  unless.length === 0 ? help : `${help} Needed unless ${unless.map(fieldLabel).join(' or ')} is filled in.`;
