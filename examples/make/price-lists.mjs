/**
 * The tariffs of both providers and the price lists over them: the wholesaler's cost, what it charges, what the
 * retailer charges. One table of destinations gives them all, so that no price is below its cost.
 */
import { read, write } from './files.mjs';

/** The international access code: keys are what a caller dials. */
const IDD = '0011';
/** Upper limits of the zones, in dollars a minute at the wholesaler, the dearer of landline and mobile. */
const ZONES = [0.03, 0.08, 0.2, 0.4, 0.8, Number.POSITIVE_INFINITY];

const decimal = (value, places = 4) => String(Number(value.toFixed(places)));
const upToCent = (value) => decimal(Math.ceil(Number((value * 100).toFixed(6))) / 100, 2);

// ------------------------------------------------------------------------------------------------ tariffs

/** Key, description, usage type, unit, parent. Keys start with what is dialled, where something is dialled. */
const NATIONAL = [
  ['LOCAL', 'Local call', 'Voice', 'second', ''],
  ['NATIONAL', 'National call', 'Voice', 'second', ''],
  ['02', 'National call to NSW and ACT', 'Voice', 'second', 'NATIONAL'],
  ['03', 'National call to Victoria and Tasmania', 'Voice', 'second', 'NATIONAL'],
  ['07', 'National call to Queensland', 'Voice', 'second', 'NATIONAL'],
  ['08', 'National call to WA, SA and NT', 'Voice', 'second', 'NATIONAL'],
  ['0550', 'Location independent number', 'Voice', 'second', 'NATIONAL'],
  ['04', 'Call to an Australian mobile', 'Voice', 'second', ''],
  ['0147', 'Call to a satellite mobile', 'Voice', 'second', ''],
  ['ONNET', 'Call within the network', 'Voice', 'second', ''],
  ['13', 'Local rate number (13)', 'Voice', 'second', ''],
  ['1300', 'Local rate number (1300)', 'Voice', 'second', '13'],
  ['1800', 'Freephone (1800)', 'Voice', 'second', ''],
  ['000', 'Emergency services', 'Voice', 'second', ''],
  ['1223', 'Directory assistance', 'Voice', 'second', ''],
  ['1225', 'International directory assistance', 'Voice', 'second', ''],
  ['12455', 'Directory assistance with connection', 'Voice', 'second', ''],
  ['1196', 'Weather service', 'Voice', 'second', ''],
  ['1900', 'Premium service', 'Voice', 'second', ''],
];
const MOBILE = [
  ['MOB-VOICE', 'Mobile: national voice', 'Voice', 'second', ''],
  ['MOB-LANDLINE', 'Mobile: call to a landline', 'Voice', 'second', 'MOB-VOICE'],
  ['MOB-MOBILE', 'Mobile: call to a mobile', 'Voice', 'second', 'MOB-VOICE'],
  ['MOB-13', 'Mobile: 13 and 1300 numbers', 'Voice', 'second', 'MOB-VOICE'],
  ['MOB-1800', 'Mobile: freephone', 'Voice', 'second', ''],
  ['MOB-VOICEMAIL', 'Mobile: voicemail', 'Voice', 'second', 'MOB-VOICE'],
  ['MOB-SMS', 'Mobile: text message', 'SMS', 'message', ''],
  ['MOB-SMS-INTL', 'Mobile: text message abroad', 'SMS', 'message', 'MOB-SMS'],
  ['MOB-MMS', 'Mobile: picture message', 'MMS', 'message', ''],
  ['MOB-DATA', 'Mobile: casual data', 'Data', 'MB', ''],
  ['ROAM-VOICE', 'Roaming call', 'Voice', 'second', ''],
  ['ROAM-VOICE-NZ', 'Roaming call in New Zealand', 'Voice', 'second', 'ROAM-VOICE'],
  ['ROAM-SMS', 'Roaming text message', 'SMS', 'message', ''],
];
const PSTN = [
  ['PSTN-LOCAL', 'PSTN: local call, untimed', 'Voice', 'second', ''],
  ['PSTN-NATIONAL', 'PSTN: national call', 'Voice', 'second', ''],
  ['PSTN-MOBILE', 'PSTN: call to a mobile', 'Voice', 'second', ''],
  ['PSTN-13', 'PSTN: 13 and 1300 numbers', 'Voice', 'second', ''],
  ['PSTN-1800', 'PSTN: freephone', 'Voice', 'second', ''],
  ['PSTN-12455', 'PSTN: directory assistance with connection', 'Voice', 'second', ''],
  ['PSTN-1900', 'PSTN: premium service', 'Voice', 'second', ''],
  ['PSTN-INTL', 'PSTN: international call', 'Voice', 'second', ''],
];
const DATA = [
  ['DATA-DOWN', 'Data downloaded', 'Data', 'GB', ''],
  ['DATA-UP', 'Data uploaded', 'Data', 'GB', ''],
];
/** Known tariffs that no card prices: their usage waits in quarantine as Missing Rate. */
const UNPRICED = [
  ['0011870', 'Satellite phone, ocean regions', 'Voice', 'second', ''],
  ['00118816', 'Satellite phone, global', 'Voice', 'second', ''],
  ['0011979', 'International premium rate', 'Voice', 'second', ''],
];

/** Prefixes that begin like another country's but are not part of it. Its price must not be theirs. */
const PART_OF = { 1907: '1', 1808: '1', 1416: '1', 1604: '1', 1514: '1', 1613: '1', 1403: '1' };
const zoneOf = (price) => 1 + ZONES.findIndex((limit) => price <= limit);
const zoneKey = (zone) => `INTL-Z${zone}`;

const destinations = read('destinations.csv').map((row) => {
  const [landline, mobile] = [Number(row.Landline), Number(row.Mobile)];
  const zone = zoneOf(Math.max(landline, mobile));
  return {
    key: IDD + row.Prefix,
    name: row.Destination,
    parent: PART_OF[row.Prefix] ? IDD + PART_OF[row.Prefix] : zoneKey(zone),
    zone,
    landline,
    mobile,
    mobileKeys: row['Mobile Prefixes']
      .split(' ')
      .filter(Boolean)
      .map((prefix) => IDD + row.Prefix + prefix),
  };
});
const international = [
  ...ZONES.map((_, at) => [zoneKey(at + 1), `International zone ${at + 1}`, 'Voice', 'second', '']),
  ...destinations.flatMap(({ key, name, parent, mobileKeys }) => [
    [key, name, 'Voice', 'second', parent],
    ...mobileKeys.map((mobileKey) => [mobileKey, `${name} mobile`, 'Voice', 'second', key]),
  ]),
];

// ------------------------------------------------------------------------------------------------ rates

const RATE_COLUMNS = [
  'Rate Card',
  'Tariff Key',
  'Band',
  'Profile',
  'Flagfall',
  'Price',
  'Per',
  'Minimum',
  'Increment',
  'From Quantity',
  'Minimum Charge',
  'Maximum Charge',
  'Effective From',
  'Effective To',
];
/** Cards begin in 2024, were renewed in mid 2025, and some prices moved again on 1 January 2026. */
const [FIRST, RENEWED, NOW] = ['2024-07-01', '2025-07-01', '2026-01-01'];

const rate = (tariffKey, values) => ({
  'Tariff Key': tariffKey,
  'From Quantity': '0',
  'Effective From': RENEWED,
  ...values,
});
/** Timed: price a minute, billed in blocks of `increment` seconds; 30/6 is written [30, 6]. */
const timed = (key, price, increment, more = {}) => {
  const [minimum, step] = Array.isArray(increment) ? increment : [increment, increment];
  return rate(key, {
    Profile: 'Rate Per',
    Flagfall: '0',
    Price: price,
    Per: '60',
    Minimum: `${minimum}`,
    Increment: `${step}`,
    ...more,
  });
};
const flat = (key, price, more = {}) => rate(key, { Profile: 'Flat Charge', Price: price, ...more });
const byCost = (key, profile, percent, more = {}) => rate(key, { Profile: profile, Price: percent, ...more });
/** What a tariff cost until the renewal, a little more than now. */
const before = (row, factor = 1.08) => ({
  ...row,
  Price: decimal(Number(row.Price) * factor),
  'Effective From': FIRST,
});

/** The wholesaler's own cost is 85 % of what it charges, wherever it charges by time or by record. */
const COST = 0.85;
const atCost = (row) =>
  /Rate Per|Flat/.test(row.Profile)
    ? { ...row, Price: decimal(Number(row.Price) * COST, 6) }
    : { ...row, Profile: 'Pass-through', Price: '0' };

function wholesaleVoice() {
  const rows = [
    timed('LOCAL', '0.012', 1),
    timed('NATIONAL', '0.014', 1),
    timed('08', '0.016', 1),
    timed('04', '0.045', 1),
    timed('04', '0.03', 1, { Band: 'night' }),
    timed('0147', '1.2', 30),
    flat('ONNET', '0'),
    flat('13', '0.22'),
    flat('1800', '0'),
    flat('000', '0'),
    flat('1223', '0'),
    flat('1225', '1.1'),
    byCost('12455', 'Mark-up', '5'),
    flat('1196', '0.3'),
    byCost('1900', 'Pass-through', '0'),
    flat('PSTN-LOCAL', '0.11'),
    timed('PSTN-NATIONAL', '0.03', 1),
    timed('PSTN-MOBILE', '0.09', 1),
    flat('PSTN-13', '0.22'),
    flat('PSTN-1800', '0'),
    byCost('PSTN-12455', 'Mark-up', '5'),
    byCost('PSTN-1900', 'Pass-through', '0'),
    timed('PSTN-INTL', '0.95', 30),
  ];
  const abroad = destinations.flatMap(({ key, landline, mobile, mobileKeys }) => [
    timed(key, decimal(landline), 1),
    ...mobileKeys.map((mobileKey) => timed(mobileKey, decimal(mobile), 1)),
  ]);
  // The busiest destinations carry their history: the row of 2024, superseded by the one of 2025, some again in 2026.
  const busy = abroad.filter((row) =>
    /^0011(1|44|447|64|642.|91|919|86|65|62|81|33|49|39)$/.test(row['Tariff Key']),
  );
  const newer = busy
    .slice(0, 6)
    .map((row) => ({ ...row, Price: decimal(Number(row.Price) * 0.95), 'Effective From': NOW }));
  return [
    ...rows,
    ...rows.slice(0, 5).map((row) => before(row)),
    ...abroad,
    ...busy.map((row) => before(row)),
    ...newer,
  ];
}

/** What the dearest destination of a zone costs, mobiles included: nothing that falls back to it is sold below cost. */
const dearest = (zone) =>
  Math.max(
    ...destinations.filter((to) => to.zone === zone).flatMap(({ landline, mobile }) => [landline, mobile]),
  );

const wholesaleMobile = () => [
  timed('MOB-VOICE', '0.06', 1),
  timed('MOB-13', '0.08', 1),
  flat('MOB-1800', '0'),
  flat('MOB-SMS', '0.03'),
  flat('MOB-SMS-INTL', '0.12'),
  flat('MOB-MMS', '0.15'),
  rate('MOB-DATA', {
    Profile: 'Rate Per',
    Flagfall: '0',
    Price: '0.008',
    Per: '1',
    Minimum: '1',
    Increment: '1',
  }),
  timed('ROAM-VOICE', '0.9', 30),
  timed('ROAM-VOICE-NZ', '0.35', 30),
  flat('ROAM-SMS', '0.25'),
  before(timed('MOB-VOICE', '0.06', 1), 1.2),
  before(flat('MOB-SMS', '0.03'), 1.5),
  ...ZONES.map((_, at) => timed(zoneKey(at + 1), decimal(dearest(at + 1) * 1.05), 1)),
];

/** Prices of a home phone. Peak is dearer, the weekend cheaper, everything else is `any`: an empty band. */
function retailVoice() {
  const banded = (key, peak, any, weekend, increment, more) => [
    timed(key, peak, increment, { Band: 'peak', ...more }),
    timed(key, any, increment, more),
    timed(key, weekend, increment, { Band: 'weekend', ...more }),
  ];
  const national = [
    flat('LOCAL', '0.10'),
    ...banded('NATIONAL', '0.12', '0.09', '0.06', 60, { Flagfall: '0.10', 'Maximum Charge': '2' }),
    ...banded('04', '0.25', '0.19', '0.15', 30, { Flagfall: '0.10' }),
    timed('0147', '2.4', 30, { Flagfall: '0.39' }),
    flat('ONNET', '0'),
    flat('13', '0.35'),
    flat('1800', '0'),
    flat('000', '0'),
    flat('1223', '0'),
    flat('1225', '1.98'),
    byCost('12455', 'Mark-up', '20'),
    flat('1196', '0.55'),
    byCost('1900', 'Pass-through', '0'),
  ];
  const history = [
    flat('LOCAL', '0.15', { 'Effective From': FIRST }),
    flat('13', '0.30', { 'Effective From': FIRST }),
    ...banded('04', '0.29', '0.22', '0.18', 60, { Flagfall: '0.15', 'Effective From': FIRST }),
  ];
  // The better-known half has prices of its own; the rest falls back to its zone (USE-6).
  const priced = destinations
    .filter(({ zone }) => zone <= 3)
    .flatMap(({ key, zone, landline, mobile, mobileKeys }) => {
      const terms = { Flagfall: '0.39', 'Effective From': zone === 1 ? NOW : RENEWED };
      const increment = key === `${IDD}65` ? [30, 6] : zone === 1 ? 60 : 30;
      return [
        timed(key, upToCent(landline * 2 + 0.01), increment, terms),
        ...mobileKeys.map((mobileKey) => timed(mobileKey, upToCent(mobile * 2 + 0.01), increment, terms)),
      ];
    });
  const zones = ZONES.map((_, at) =>
    timed(zoneKey(at + 1), upToCent(dearest(at + 1) * 1.6), at < 3 ? 30 : 60, {
      Flagfall: '0.39',
      ...(at === ZONES.length - 1 ? { 'Minimum Charge': '1.5' } : {}),
    }),
  );
  const superseded = priced
    .filter((row) => row['Effective From'] === NOW)
    .map((row) => ({ ...row, Price: upToCent(Number(row.Price) * 1.2), 'Effective From': FIRST }));
  const extras = [
    timed(`${IDD}44`, '0.06', 60, { Flagfall: '0.39', Band: 'peak', 'Effective From': NOW }),
    timed(`${IDD}64`, '0.08', 60, { Flagfall: '0.39', Band: 'peak', 'Effective From': NOW }),
    // Long calls get cheaper: after 10 minutes to the United Kingdom, after 20 to the United States.
    timed(`${IDD}44`, '0.02', 60, {
      Flagfall: '',
      Minimum: '',
      'From Quantity': '600',
      'Effective From': NOW,
    }),
    timed(`${IDD}1`, '0.02', 60, {
      Flagfall: '',
      Minimum: '',
      'From Quantity': '1200',
      'Effective From': NOW,
    }),
    // An offer for one festival month, then the ordinary price again.
    timed(`${IDD}91`, '0.03', 60, {
      Flagfall: '0',
      'Effective From': '2026-10-15',
      'Effective To': '2026-11-15',
    }),
    timed(`${IDD}86`, '0.03', 60, {
      Flagfall: '0',
      'Effective From': '2026-02-10',
      'Effective To': '2026-03-10',
    }),
  ];
  return [...national, ...history, ...zones, ...priced, ...superseded, ...extras];
}

const retailMobile = () => [
  timed('MOB-VOICE', '0.15', 30),
  timed('MOB-13', '0.2', 30),
  flat('MOB-1800', '0'),
  flat('MOB-SMS', '0.08'),
  flat('MOB-SMS-INTL', '0.25'),
  flat('MOB-MMS', '0.35'),
  rate('MOB-DATA', {
    Profile: 'Rate Per',
    Flagfall: '0',
    Price: '0.02',
    Per: '1',
    Minimum: '1',
    Increment: '1',
  }),
  timed('ROAM-VOICE', '2', 60),
  timed('ROAM-VOICE-NZ', '0.8', 60),
  flat('ROAM-SMS', '0.5'),
  before(timed('MOB-VOICE', '0.15', 30), 1.2),
  before(flat('MOB-SMS', '0.08'), 1.5),
  ...ZONES.map((_, at) => timed(zoneKey(at + 1), upToCent(dearest(at + 1) * 2), 60, { Flagfall: '0.35' })),
];
const buyPstn = () => [
  flat('PSTN-LOCAL', '0.12'),
  timed('PSTN-NATIONAL', '0.04', 1),
  timed('PSTN-MOBILE', '0.11', 1),
  flat('PSTN-13', '0.24'),
  flat('PSTN-1800', '0'),
  byCost('PSTN-12455', 'Discount', '5'),
  byCost('PSTN-1900', 'Pass-through', '0'),
  timed('PSTN-INTL', '1.1', 30),
];
const retailPstn = () => [
  flat('PSTN-LOCAL', '0.25'),
  timed('PSTN-NATIONAL', '0.16', 30, { Flagfall: '0.25', Band: 'peak' }),
  timed('PSTN-NATIONAL', '0.12', 30, { Flagfall: '0.25' }),
  timed('PSTN-MOBILE', '0.29', 30, { Flagfall: '0.25' }),
  flat('PSTN-13', '0.40'),
  flat('PSTN-1800', '0'),
  byCost('PSTN-12455', 'Mark-up', '20'),
  byCost('PSTN-1900', 'Pass-through', '0'),
  timed('PSTN-INTL', '1.9', 60, { Flagfall: '0.39', 'Minimum Charge': '0.5' }),
];
const nextRetailVoice = () =>
  [
    flat('LOCAL', '0.10'),
    timed('NATIONAL', '0.10', 60, { Flagfall: '0.10', 'Maximum Charge': '2' }),
    timed('04', '0.22', 30, { Flagfall: '0.10' }),
  ].map((row) => ({ ...row, 'Effective From': '2026-12-01' }));

/** Rows in the order of a price list: by key, newest first. */
const card = (code, rows) =>
  rows
    .map((row) => RATE_COLUMNS.map((column) => (column === 'Rate Card' ? code : (row[column] ?? ''))))
    .sort(
      (a, b) =>
        compare(a[1], b[1]) || compare(b[12], a[12]) || compare(a[2], b[2]) || Number(a[9]) - Number(b[9]),
    );
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const TARIFF_COLUMNS = ['Tariff Key', 'Description', 'Usage Type', 'Unit', 'Parent', 'Supplier'];
const from = (supplier, tariffs) => tariffs.map((tariff) => [...tariff, supplier]);

/** Writes Tariffs and Rates of both providers; answers the tariffs. */
export function writePriceLists() {
  write('wavelink/workbook/Tariffs.csv', TARIFF_COLUMNS, [
    ...from('kookaburra-voice', [...NATIONAL, ...international, ...UNPRICED]),
    ...from('quokka-mobile', MOBILE),
    ...from('opti-carrier', [...PSTN, ...DATA]),
  ]);
  write('bluegum/workbook/Tariffs.csv', TARIFF_COLUMNS, [
    ...from('wavelink', [...NATIONAL, ...international, ...UNPRICED, ...MOBILE]),
    ...from('opti-carrier', PSTN),
    ...from('wavelink', DATA),
  ]);

  write('wavelink/workbook/Rates.csv', RATE_COLUMNS, [
    ...card('WHOLESALE-VOICE', wholesaleVoice()),
    ...card('WHOLESALE-MOBILE', wholesaleMobile()),
    ...card('CARRIER-VOICE', wholesaleVoice().map(atCost)),
    ...card('CARRIER-MOBILE', wholesaleMobile().map(atCost)),
  ]);
  write('bluegum/workbook/Rates.csv', RATE_COLUMNS, [
    ...card('RETAIL-VOICE', retailVoice()),
    ...card('RETAIL-MOBILE', retailMobile()),
    ...card('RETAIL-PSTN', retailPstn()),
    ...card('RETAIL-VOICE-NEXT', nextRetailVoice()),
    ...card('BUY-VOICE', wholesaleVoice()),
    ...card('BUY-MOBILE', wholesaleMobile()),
    ...card('BUY-PSTN', buyPstn()),
  ]);

  return [...NATIONAL, ...international, ...UNPRICED, ...MOBILE, ...PSTN, ...DATA];
}
