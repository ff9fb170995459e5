/** Two months of calls, messages and data on bluegum's services, with the records that quarantine is there for. */
import { pad, sequence, write } from './files.mjs';

const COLUMNS = [
  'Supplier',
  'Record Id',
  'Days Ago',
  'Time',
  'Service',
  'Tariff Key',
  'Quantity',
  'Carrier Cost',
  'Expected',
];
const RECORDS = 400;

/** Tariff keys by how often they are called; abroad is chosen from all destinations. */
const ABROAD = 'abroad';
const VOICE = [
  'LOCAL',
  'LOCAL',
  'LOCAL',
  '02',
  '03',
  '03',
  '07',
  '08',
  '04',
  '04',
  '04',
  '04',
  '13',
  '1300',
  '1800',
  'ONNET',
  '0550',
  '1223',
  '12455',
  '1900',
  '1196',
  ABROAD,
  ABROAD,
  ABROAD,
  ABROAD,
];
const MOBILE = [
  'MOB-MOBILE',
  'MOB-MOBILE',
  'MOB-LANDLINE',
  'MOB-13',
  'MOB-1800',
  'MOB-VOICEMAIL',
  'MOB-SMS',
  'MOB-SMS',
  'MOB-SMS',
  'MOB-SMS-INTL',
  'MOB-MMS',
  'MOB-DATA',
  'ROAM-VOICE-NZ',
  'ROAM-SMS',
  ABROAD,
];
const PSTN = [
  'PSTN-LOCAL',
  'PSTN-LOCAL',
  'PSTN-LOCAL',
  'PSTN-NATIONAL',
  'PSTN-MOBILE',
  'PSTN-13',
  'PSTN-1800',
  'PSTN-12455',
  'PSTN-1900',
  'PSTN-INTL',
];
const POPULAR = [
  '001164',
  '00116421',
  '001144',
  '0011447',
  '001191',
  '0011919',
  '001186',
  '00111',
  '001165',
  '001163',
  '001184',
  '001139',
  '001130',
  '0011961',
];

/** What kind of usage a service plan has, and who sends the records. */
function kindOf(servicePlan) {
  if (/^SP-(VOIP|SIP)/.test(servicePlan)) return { keys: VOICE, supplier: 'wavelink' };
  if (/^SP-(PSTN|PRESELECT)/.test(servicePlan)) return { keys: PSTN, supplier: 'opti-carrier' };
  if (/^SP-MOB-(S|M)/.test(servicePlan)) return { keys: MOBILE, supplier: 'wavelink' };
  if (/^SP-(NBN-METERED|ADSL|MOB-DATA)/.test(servicePlan))
    return { keys: ['DATA-DOWN', 'DATA-DOWN', 'DATA-UP'], supplier: 'wavelink' };
  return null;
}

export function writeUsage(tariffs, subscriptions) {
  const chance = sequence(1800);
  const unitOf = new Map(tariffs.map(([key, , , unit]) => [key, unit]));
  const abroad = tariffs
    .map(([key]) => key)
    .filter((key) => /^0011\d+$/.test(key) && !/^0011(870|8816|979)$/.test(key));
  const services = subscriptions.flatMap(({ months, cancelled, services: of }) =>
    of
      .map(({ servicePlan, identifier }) => ({ identifier, months, cancelled, kind: kindOf(servicePlan) }))
      .filter(({ kind }) => kind),
  );
  // Old enough to have been in service on the oldest record's day.
  const active = services.filter(({ months, cancelled }) => months >= 3 && !cancelled);
  const ended = services.filter(
    ({ cancelled, kind }) => cancelled && kind.keys !== PSTN && kind.keys.length > 3,
  );

  const time = () =>
    `${pad(chance.pick([7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 2]), 2)}:${pad(chance.below(60), 2)}:${pad(chance.below(60), 2)}`;
  const quantity = (unit) =>
    unit === 'second'
      ? chance.pick([chance.between(3, 90), chance.between(30, 400), chance.between(200, 1900)])
      : unit === 'message'
        ? 1
        : unit === 'MB'
          ? chance.between(1, 120)
          : chance.between(1, 14);
  /** The carrier states its cost where the charge depends on it. */
  const cost = (key) =>
    /1900$/.test(key) ? chance.pick(['2.75', '4.95', '0.55']) : /12455$/.test(key) ? '1.85' : '';
  const record = (service, key, more = {}) => ({
    supplier: service.kind.supplier,
    daysAgo: chance.pick([chance.between(1, 20), chance.between(1, 20), chance.between(1, 45)]),
    time: time(),
    service: service.identifier,
    key,
    quantity: quantity(unitOf.get(key) ?? 'second'),
    cost: cost(key),
    expected: 'Rated',
    ...more,
  });

  const voice = active.filter(({ kind }) => kind.keys === VOICE);
  const faulty = [
    ...[0, 1, 2].map((n) => record(voice[n], '0011383', { expected: 'Non Existent Tariff Key Fault' })),
    record(
      active.find(({ kind }) => kind.keys === MOBILE),
      'MOB-VIDEO',
      { expected: 'Non Existent Tariff Key Fault' },
    ),
    ...['0011870', '00118816', '0011979', '0011870'].map((key, n) =>
      record(voice[n], key, { expected: 'Missing Rate' }),
    ),
    ...['+61355509998', '+61355509999'].map((unknown) =>
      record({ ...voice[0], identifier: unknown }, '04', { expected: 'Unknown Service' }),
    ),
    ...ended.slice(0, 2).map((service) =>
      record(service, service.kind.keys === MOBILE ? 'MOB-SMS' : '03', {
        expected: 'Inactive Service',
        daysAgo: 3,
      }),
    ),
    record(voice[4], '04', { quantity: 0, expected: 'Invalid Record' }),
    record(voice[5], '03', { quantity: -60, expected: 'Invalid Record' }),
    record(voice[6], '02', { time: '25:61:00', expected: 'Invalid Record' }),
    record(voice[7], 'LOCAL', { quantity: 'n/a', expected: 'Invalid Record' }),
  ];
  const good = Array.from({ length: RECORDS - faulty.length }, (_, at) => {
    const service = active[at % active.length];
    const key = chance.pick(service.kind.keys);
    return record(service, key === ABROAD ? chance.pick([chance.pick(POPULAR), chance.pick(abroad)]) : key);
  });

  const numbers = { wavelink: 0, 'opti-carrier': 0 };
  const rows = [...good, ...faulty]
    .sort((a, b) => b.daysAgo - a.daysAgo || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map(({ supplier, daysAgo, time: at, service, key, quantity: much, cost: paid, expected }) => {
      numbers[supplier] += 1;
      const prefix = supplier === 'wavelink' ? 'WL' : 'OC';
      return [
        supplier,
        `${prefix}-${pad(numbers[supplier], 6)}`,
        daysAgo,
        at,
        service,
        key,
        much,
        paid,
        expected,
      ];
    });
  write('bluegum/usage.csv', COLUMNS, rows);
}
