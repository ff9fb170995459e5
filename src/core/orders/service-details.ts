/**
 * What must be known about a service to provision it, by service type: one table that the check, the API and every form
 * read. Keys and values are text; keys are stable, labels are for people.
 */
import type { ServiceType } from '../catalogue/rows.ts';
import { hiddenCharacterIn, hiddenFault, plainSpaces, tidy } from '../plain-text.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { counted } from '../words.ts';

export type ServiceDetails = Readonly<Record<string, string>>;

export interface DetailField {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** The field is not required where one of these is filled in: a number range does for a trunk's number. */
  readonly unless?: readonly string[];
  /** What the whole value looks like, as HTML's `pattern` takes it: no anchors, valid under the `v` flag. */
  readonly pattern?: string;
  /** One sentence: what to write, with an example. */
  readonly help: string;
  readonly maxLength: number;
  /** For people of the trade alone: no end customer is asked for it. */
  readonly isTechnical?: boolean;
}

/** What stands for a number that the carrier is to give out. */
const NEW_NUMBER = 'new number';

const field = (
  key: string,
  label: string,
  help: string,
  more: Partial<Omit<DetailField, 'key' | 'label' | 'help'>> = {},
): DetailField => ({ key, label, help, required: false, maxLength: 200, ...more });

const HOST = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z]{2,63}';
const PHONE = '\\+?[0-9][0-9 \\(\\)\\-]{4,24}';

const address = (more: Partial<Pick<DetailField, 'required' | 'unless'>> = {}) =>
  field('address', 'Address', 'Where the service is to be: street, town, state and postcode.', {
    maxLength: 300,
    ...more,
  });
const sim = field('sim', 'SIM serial', 'The number printed on the SIM card, 19 or 20 digits.', {
  pattern: '[0-9]{19,20}',
  isTechnical: true,
});

/** Taken for every service. */
const COMMON: readonly DetailField[] = [
  field(
    'serviceId',
    'Service identifier',
    'What the carrier and its usage records call the service, such as AVC000123456789; often known only at the end.',
    { maxLength: 100, isTechnical: true },
  ),
  field('site', 'Site', 'Building, hall or rack, where an address does not say enough.', {
    isTechnical: true,
  }),
  field('contactName', 'Contact', 'Who to ask on site.', { isTechnical: true }),
  field('contactPhone', 'Contact phone', 'A number at which the contact is reached, such as 0491 570 156.', {
    pattern: PHONE,
    isTechnical: true,
  }),
  field('notes', 'Notes', 'Anything else that whoever does the work should know.', { maxLength: 1000 }),
];

const FIELDS: Readonly<Record<ServiceType, readonly DetailField[]>> = {
  Telephony: [
    field(
      'number',
      'Phone number',
      `The number to connect or bring along, such as +61 3 5550 2001, or "${NEW_NUMBER}".`,
      { required: true, unless: ['numberRange', 'serviceId'], pattern: `${PHONE}|${NEW_NUMBER}` },
    ),
    field('numberRange', 'Number range', 'First and last number of a block: +61355509500-+61355509599.', {
      pattern: '\\+?[0-9][0-9 ]{4,20}-\\+?[0-9][0-9 ]{0,20}',
      maxLength: 60,
      isTechnical: true,
    }),
    sim,
    field('channels', 'Channels', 'How many calls at once, 1 to 9999.', {
      pattern: '[1-9][0-9]{0,3}',
      isTechnical: true,
    }),
    field('portIn', 'Bring the number along', 'yes where the number comes from another carrier.', {
      pattern: 'yes|no',
    }),
    field('losingCarrier', 'Present carrier', 'The carrier that the number comes from.'),
    field('losingAccount', 'Account there', 'The account number at the present carrier, as on its bill.'),
    address(),
    field('capacity', 'Capacity', 'How many lines or channels an interconnect is built for.', {
      pattern: '[1-9][0-9]{0,5}',
      isTechnical: true,
    }),
  ],
  Data: [
    address({ required: true, unless: ['sim', 'site'] }),
    field('locationId', 'Location ID', "The network's own id of the address, such as LOC000123456789.", {
      pattern: 'LOC[0-9]{12}',
      isTechnical: true,
    }),
    field('ntd', 'Network device', 'The number printed on the termination device, such as NTD01000007.', {
      maxLength: 40,
      isTechnical: true,
    }),
    sim,
    field('number', 'Phone number', 'The phone line that it runs on, such as +61 3 5550 2001.', {
      pattern: PHONE,
      isTechnical: true,
    }),
    field('handover', 'Handover', 'How the line is handed over, such as VLAN or a port of its own.', {
      isTechnical: true,
    }),
    field('vlan', 'VLAN', 'The virtual network to hand over on, 1 to 4094.', {
      pattern: '[1-9][0-9]{0,3}',
      isTechnical: true,
    }),
  ],
  Hosting: [
    field('hostName', 'Host name', 'The domain that is hosted, such as school.example.', {
      required: true,
      unless: ['site'],
      pattern: HOST,
      maxLength: 253,
    }),
  ],
  Domain: [
    field('domainName', 'Domain name', 'The domain to register or bring along, such as school.example.', {
      required: true,
      pattern: HOST,
      maxLength: 253,
    }),
    field('registrant', 'Registrant', 'The person or organisation that will hold the domain.'),
    field('eligibility', 'Eligibility', 'Why the registrant may hold a domain of this kind.'),
    field('authorisationCode', 'Transfer code', 'The code that lets a domain move from another registrar.'),
  ],
  Other: [
    field('description', 'Description', 'What is to be delivered or set up.', { maxLength: 1000 }),
    address(),
  ],
};

/** The fields of a service type, in the order of a form. */
export const serviceFieldsOf = (type: ServiceType): readonly DetailField[] => [...FIELDS[type], ...COMMON];

/**
 * Checks details and tidies them: surrounding blanks go, empty fields are left out. Answers every fault, each with the
 * path of its field below `path`.
 */
export function checkServiceDetails(
  type: ServiceType,
  details: Readonly<Record<string, string>>,
  path: string,
): Result<ServiceDetails> {
  const fields = serviceFieldsOf(type);
  const given = tidied(details);
  const faults: Fault[] = Object.keys(given)
    .filter((key) => !fields.some((known) => known.key === key))
    .map((key) =>
      fault(
        'unknown_detail',
        `A ${type} service has no detail "${key}"; it has ${fields.map((known) => known.key).join(', ')}.`,
        `${path}.${key}`,
      ),
    );
  for (const known of fields) {
    const problem = faultOf(known, given, `${path}.${known.key}`);
    if (problem) faults.push(problem);
  }
  return faults.length > 0 ? no(...faults) : ok(given);
}

const tidied = (details: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(details)
      .map(([key, value]) => [key, tidy(plainSpaces(value))] as const)
      .filter(([, value]) => value !== ''),
  );

function faultOf(known: DetailField, given: Readonly<Record<string, string>>, path: string): Fault | null {
  const value = given[known.key];
  if (value === undefined) {
    const excused = known.unless?.some((other) => given[other] !== undefined) ?? false;
    return known.required && !excused
      ? fault('detail_required', `${known.label} is missing. ${known.help}`, path)
      : null;
  }
  if (value.length > known.maxLength)
    return fault(
      'detail_too_long',
      `${known.label} has at most ${counted(known.maxLength, 'character')}.`,
      path,
    );
  const hidden = hiddenCharacterIn(value.replaceAll('\n', ''));
  if (hidden !== null) return hiddenFault(known.label, hidden, path);
  if (known.pattern !== undefined && !new RegExp(`^(?:${known.pattern})$`, 'v').test(value))
    return fault('invalid_detail', `"${value}" will not do as ${known.label}. ${known.help}`, path);
  return null;
}

/** Details with changes laid over them: a null or an empty text takes a field away. */
export const mergeDetails = (
  details: ServiceDetails,
  changes: Readonly<Record<string, string | null>>,
): ServiceDetails => {
  const merged = new Map(Object.entries(details));
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
};

const IDENTIFYING: Readonly<Record<ServiceType, readonly string[]>> = {
  Telephony: ['number', 'numberRange', 'sim'],
  Data: ['sim', 'number'],
  Hosting: ['hostName'],
  Domain: ['domainName'],
  Other: [],
};

/**
 * What usage records and people call the service; null while nobody knows (a new number that is not given out yet). Phone
 * numbers lose their blanks and brackets, since carriers write them without.
 */
export function identifierOf(type: ServiceType, details: ServiceDetails): string | null {
  if (details.serviceId !== undefined) return details.serviceId;
  const key = IDENTIFYING[type].find((candidate) => (details[candidate] ?? NEW_NUMBER) !== NEW_NUMBER);
  const value = key === undefined ? undefined : details[key];
  if (value === undefined) return null;
  if (key === 'number') return value.replace(/[ ()-]/g, '');
  return key === 'numberRange' ? (/^\+?\d+/.exec(value)?.[0] ?? value) : value;
}
