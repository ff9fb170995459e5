/** The example set hangs together: what names something names a thing that exists, and every setting is shown somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { readDate } from '#core/calendar.ts';
import { parseScaled } from '#core/money.ts';
import { isRole } from '#core/people/powers.ts';

type Row = Readonly<Record<string, string>>;

const EXAMPLES = join(import.meta.dirname, '../../examples');
const PROVIDERS = ['wavelink', 'bluegum'] as const;
type Provider = (typeof PROVIDERS)[number];

/** INTERFACE 3, without Status and Message. */
const TABS: Readonly<Record<string, string>> = {
  'Package Plans':
    'Code, Name, External Name, Description, Reference Name, Reference Key, Buy or Sell, Buy Plan, Default Contract Type, Customer Contract Required, Setup Fee, Setup Fee Override, Access Fee, Access Fee Override, Period Length (months), Periods in Advance, Enable Access Fee Overrides, Honour First Period End Date, Bill Access Fees In, Bill Months in Advance, Pro Rata, Align to Invoice Period, Disable Migrations during Period, Saleable From, Saleable To, Approval Status, Saleable in Signup Portal, Tax',
  'Service Plans':
    'Code, Name, External Name, Service Type, Buy or Sell, Buy Plan, Provisioning, Supplier, Setup Fee, Access Fee, Rate Card, Product Rate Card, Included Quantity, Unit, Excess Rate, Counted, Cap, Approval Status, Tax',
  'Package Services': 'Package Plan, Service Plan, Quantity',
  Products: 'Code, Name, External Name, Type, Tax, Approval Status',
  'Product Rates': 'Product Rate Card, Product, From Quantity, Price, Effective From',
  'Service Features': 'Service Plan, Product, Recurring',
  'Bolt-ons': 'Code, Name, Product, Service Type, Included Quantity, Unit',
  Contracts: 'Contract Type, Pool, Term (months), Break-out Fee, Package Plan',
  Tariffs: 'Tariff Key, Description, Usage Type, Unit, Parent, Supplier',
  'Rate Cards': 'Code, Name, Buy or Sell, Service Type, Approval Status',
  Rates:
    'Rate Card, Tariff Key, Band, Profile, Flagfall, Price, Per, Minimum, Increment, From Quantity, Minimum Charge, Maximum Charge, Effective From, Effective To',
  'Time Bands': 'Name, Days, From, To, Holidays',
  Accounts:
    'Reference, Name, Type, Email, Phone, Address, Invoice Day, Invoice Period (months), Align Packages',
};
/** What makes a row of a tab one of a kind. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'Package Plans': ['Code'],
  'Service Plans': ['Code'],
  'Package Services': ['Package Plan', 'Service Plan'],
  Products: ['Code'],
  'Product Rates': ['Product Rate Card', 'Product', 'From Quantity', 'Effective From'],
  'Service Features': ['Service Plan', 'Product'],
  'Bolt-ons': ['Code'],
  Contracts: ['Contract Type', 'Package Plan'],
  Tariffs: ['Tariff Key'],
  'Rate Cards': ['Code'],
  Rates: ['Rate Card', 'Tariff Key', 'Band', 'From Quantity', 'Effective From'],
  'Time Bands': ['Name'],
  Accounts: ['Reference'],
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'Buy or Sell': ['Buy', 'Sell'],
  'Bill Access Fees In': ['Advance', 'Arrears'],
  'Approval Status': ['Draft', 'Pending', 'Approved', 'Saleable', 'Grandfathered'],
  'Service Type': ['Telephony', 'Data', 'Hosting', 'Domain', 'Other'],
  Provisioning: ['Semi-manual', 'Carrier workflow', 'Automatic'],
  Profile: ['Rate Per', 'Flat Charge', 'Pass-through', 'Mark-up', 'Discount'],
  Counted: ['', 'Download', 'Upload', 'Both', 'Larger'],
  Tax: ['', 'GST', 'Free', '0.10'],
};
const FLAGS = [
  'Customer Contract Required',
  'Setup Fee Override',
  'Access Fee Override',
  'Enable Access Fee Overrides',
  'Honour First Period End Date',
  'Pro Rata',
  'Align to Invoice Period',
  'Disable Migrations during Period',
  'Saleable in Signup Portal',
  'Recurring',
  'Align Packages',
];
const DATES = ['Saleable From', 'Saleable To', 'Effective From', 'Effective To'];
const FEES = ['Setup Fee', 'Access Fee', 'Break-out Fee'];
const PRICES = ['Price', 'Flagfall', 'Minimum Charge', 'Maximum Charge', 'Excess Rate'];

const text = (path: string): string => readFileSync(join(EXAMPLES, path), 'utf8');
function table(path: string): { columns: readonly string[]; rows: readonly Row[] } {
  const { data, meta, errors } = Papa.parse<Row>(text(path), { header: true, skipEmptyLines: true });
  expect(errors, path).toEqual([]);
  return { columns: meta.fields ?? [], rows: data };
}
const tabOf = (provider: Provider, tab: string): readonly Row[] =>
  table(`${provider}/workbook/${tab}.csv`).rows;
const value = (row: Row, column: string): string => {
  const cell = row[column];
  if (cell === undefined)
    throw new Error(`There is no column "${column}" among ${Object.keys(row).join(', ')}.`);
  return cell;
};
const column = (rows: readonly Row[], name: string): string[] => rows.map((row) => value(row, name));
const keyOf = (row: Row, columns: readonly string[]): string =>
  columns.map((name) => value(row, name)).join(' / ');
const byCode = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [value(row, 'Code'), row]));
function find(rows: ReadonlyMap<string, Row>, code: string): Row {
  const row = rows.get(code);
  if (!row) throw new Error(`There is no "${code}".`);
  return row;
}
const repeated = (keys: readonly string[]): string[] => keys.filter((key, at) => keys.indexOf(key) !== at);
const strays = (names: readonly string[], known: Iterable<string>): string[] => {
  const all = new Set(known);
  return [...new Set(names)].filter((name) => name !== '' && !all.has(name));
};
const isSell = (row: Row): boolean => value(row, 'Buy or Sell') === 'Sell';

/** The plans of CAT-3 that are incomplete on purpose. */
const INCOMPLETE_PACKAGE = 'NBN-FIBRE-500';
const INCOMPLETE_SERVICE = 'SP-NBN-500';

const bookOf = (provider: Provider) => ({
  packages: byCode(tabOf(provider, 'Package Plans')),
  services: byCode(tabOf(provider, 'Service Plans')),
  packageServices: tabOf(provider, 'Package Services'),
  products: byCode(tabOf(provider, 'Products')),
  cards: byCode(tabOf(provider, 'Rate Cards')),
  rates: tabOf(provider, 'Rates'),
  tariffs: new Map(tabOf(provider, 'Tariffs').map((row) => [value(row, 'Tariff Key'), row])),
  contracts: tabOf(provider, 'Contracts'),
  boltOns: byCode(tabOf(provider, 'Bolt-ons')),
  accounts: tabOf(provider, 'Accounts'),
});
const books: Readonly<Record<Provider, ReturnType<typeof bookOf>>> = {
  wavelink: bookOf('wavelink'),
  bluegum: bookOf('bluegum'),
};

/** The service plans of a package, each as often as its quantity says. */
const servicesOf = (provider: Provider, packagePlan: string): string[] =>
  books[provider].packageServices
    .filter((row) => row['Package Plan'] === packagePlan)
    .flatMap((row) =>
      Array.from({ length: Number(value(row, 'Quantity')) }, () => value(row, 'Service Plan')),
    );

describe.each(PROVIDERS)('the workbook of %s', (provider) => {
  const book = books[provider];

  it('has every tab of the workbook and no other', () => {
    const files = readdirSync(join(EXAMPLES, provider, 'workbook')).map((name) => name.replace(/\.csv$/, ''));
    expect(files.sort()).toEqual(Object.keys(TABS).sort());
  });

  it.each(Object.keys(TABS))('%s: headings, keys and cells are as the workbook wants them', (tab) => {
    const path = `${provider}/workbook/${tab}.csv`;
    const { columns, rows } = table(path);
    expect(columns.join(', ')).toBe(TABS[tab]);
    expect(text(path)).not.toMatch(/\r|\n$\n/);
    expect(repeated(rows.map((row) => keyOf(row, KEYS[tab] ?? [])))).toEqual([]);
    const bad = rows.flatMap((row, at) =>
      Object.entries(row)
        .filter(([name, cell]) => !isGoodCell(name, cell))
        .map(([name, cell]) => `${tab} row ${at + 2}, ${name}: "${cell}"`),
    );
    expect(bad).toEqual([]);
  });

  it('names only plans, cards, products, tariffs and bands that exist', () => {
    const [packages, services] = [[...book.packages.values()], [...book.services.values()]];
    const features = tabOf(provider, 'Service Features');
    const productRates = tabOf(provider, 'Product Rates');
    expect({
      'buy packages': strays(column(packages, 'Buy Plan'), book.packages.keys()),
      'buy services': strays(column(services, 'Buy Plan'), book.services.keys()),
      'rate cards': strays(
        [...column(services, 'Rate Card'), ...column(book.rates, 'Rate Card')],
        book.cards.keys(),
      ),
      'product rate cards': strays(
        [...column(services, 'Product Rate Card'), ...column(productRates, 'Product Rate Card')],
        book.cards.keys(),
      ),
      packages: strays(
        [...column(book.packageServices, 'Package Plan'), ...column(book.contracts, 'Package Plan')],
        book.packages.keys(),
      ),
      services: strays(
        [...column(book.packageServices, 'Service Plan'), ...column(features, 'Service Plan')],
        book.services.keys(),
      ),
      products: strays(
        [
          ...column(productRates, 'Product'),
          ...column(features, 'Product'),
          ...column([...book.boltOns.values()], 'Product'),
        ],
        book.products.keys(),
      ),
      tariffs: strays(
        [...column(book.rates, 'Tariff Key'), ...column([...book.tariffs.values()], 'Parent')],
        book.tariffs.keys(),
      ),
      bands: strays(column(book.rates, 'Band'), column(tabOf(provider, 'Time Bands'), 'Name')),
    }).toEqual({
      'buy packages': [],
      'buy services': [],
      'rate cards': [],
      'product rate cards': [],
      packages: [],
      services: [],
      products: [],
      tariffs: [],
      bands: [],
    });
  });

  it('CAT-1: a default contract type belongs to a pool that the package is in', () => {
    const inPool = new Set(book.contracts.map((row) => keyOf(row, ['Contract Type', 'Package Plan'])));
    const outside = [...book.packages.values()].filter(
      (row) => row['Default Contract Type'] && !inPool.has(`${row['Default Contract Type']} / ${row.Code}`),
    );
    expect(column(outside, 'Code')).toEqual([]);
  });

  it('CAT-3: every sell plan is complete and bought at no more than it is sold for, but the one that is left incomplete', () => {
    const faults = [...book.packages.values()].filter(isSell).flatMap((sell) => {
      const code = value(sell, 'Code');
      const buyCode = value(sell, 'Buy Plan');
      const sellServices = servicesOf(provider, code);
      const wrong: string[] = [];
      if (sellServices.length === 0) wrong.push(`${code} has no services`);
      for (const service of sellServices) wrong.push(...missingOf(provider, service));
      const buy = book.packages.get(buyCode);
      if (!buy || isSell(buy)) return [...wrong, `${code} has no buy plan`];
      const bought = servicesOf(provider, buyCode);
      const needed = sellServices.map((service) => value(find(book.services, service), 'Buy Plan'));
      if (strays(needed, bought).length > 0) wrong.push(`${code} sells what ${buyCode} does not hold`);
      if (monthly(provider, sell) < monthly(provider, buy)) wrong.push(`${code} is sold below ${buyCode}`);
      return wrong;
    });
    expect(faults).toEqual(
      provider === 'wavelink'
        ? []
        : [
            `${INCOMPLETE_SERVICE} is not linked to a buy plan`,
            `${INCOMPLETE_SERVICE} has no product rate card`,
            `${INCOMPLETE_PACKAGE} has no buy plan`,
          ],
    );
  });

  it('CAT-3: what is on sale, or was, has services in the same state of sale', () => {
    const early = [...book.packages.values()]
      .filter((row) => ['Saleable', 'Grandfathered'].includes(value(row, 'Approval Status')))
      .flatMap((row) =>
        servicesOf(provider, value(row, 'Code')).map(
          (service) => [row, find(book.services, service)] as const,
        ),
      )
      .filter(
        ([row, service]) =>
          row['Approval Status'] !== service['Approval Status'] && service['Approval Status'] !== 'Saleable',
      )
      .map(([row]) => row.Code);
    expect(early).toEqual([]);
  });

  it('tariffs: 250 to 400, foreign ones keyed by the digits dialled, parents a tree', () => {
    const keys = [...book.tariffs.keys()];
    expect(keys.length).toBeGreaterThanOrEqual(250);
    expect(keys.length).toBeLessThanOrEqual(400);
    expect(keys.filter((key) => key.startsWith('0011')).length).toBeGreaterThan(250);
    expect(keys.filter((key) => /^\d/.test(key) && !/^\d{2,12}$/.test(key))).toEqual([]);
    for (const [key, row] of book.tariffs) {
      const parent = value(row, 'Parent');
      if (/^0011\d+$/.test(parent))
        expect(key.startsWith(parent), `${key} begins like its parent ${parent}`).toBe(true);
      expect(ancestors(provider, key)).not.toContain(key);
    }
  });

  it('USE-5, USE-6: rates show bands, steps, 30/6, superseded rows, limits, every profile and fall-back to parents', () => {
    const has = (test: (row: Row) => boolean) => book.rates.some(test);
    expect([...new Set(column(book.rates, 'Profile'))].sort()).toEqual(
      provider === 'bluegum'
        ? ['Discount', 'Flat Charge', 'Mark-up', 'Pass-through', 'Rate Per']
        : ['Flat Charge', 'Mark-up', 'Pass-through', 'Rate Per'],
    );
    expect(has((row) => row.Band !== '')).toBe(true);
    expect(new Set(column(book.rates, 'Effective From')).size).toBeGreaterThanOrEqual(3);
    const late = column(book.rates, 'Effective From').filter((date) => date > '2026-01-01');
    expect(late.length).toBeLessThan(book.rates.length / 20);
    if (provider === 'wavelink') return;
    expect(new Set(column(book.rates, 'Increment'))).toEqual(new Set(['', '1', '6', '30', '60']));
    expect(has((row) => Number(row['From Quantity']) > 0)).toBe(true);
    expect(has((row) => row['Minimum Charge'] !== '')).toBe(true);
    expect(has((row) => row['Maximum Charge'] !== '')).toBe(true);
    expect(has((row) => row['Effective To'] !== '')).toBe(true);
    const own = new Set(
      book.rates.filter((row) => row['Rate Card'] === 'RETAIL-VOICE').map((row) => row['Tariff Key']),
    );
    const fallingBack = [...book.tariffs.keys()].filter((key) => key.startsWith('0011') && !own.has(key));
    expect(
      fallingBack.filter((key) => ancestors(provider, key).some((parent) => own.has(parent))).length,
    ).toBeGreaterThan(50);
  });

  it('USE-5: a later step lies on the grid of the first one', () => {
    const steps = book.rates.filter((row) => Number(row['From Quantity']) > 0);
    for (const step of steps) {
      const first = book.rates.find(
        (row) =>
          row['From Quantity'] === '0' &&
          ['Rate Card', 'Tariff Key', 'Band', 'Effective From'].every((name) => row[name] === step[name]),
      );
      if (!first) throw new Error(`${step['Tariff Key']} has a later step without a first one.`);
      expect((Number(step['From Quantity']) - Number(first.Minimum)) % Number(first.Increment)).toBe(0);
    }
  });

  it('setup: people by role, no names; public holidays of two years; a number of no real company', () => {
    const setup = JSON.parse(text(`${provider}/setup.json`));
    expect(setup).toMatchObject({ code: provider, rounding: 'half_up' });
    expect(setup).toMatchObject(
      provider === 'bluegum'
        ? { timeZone: 'Australia/Melbourne', periodApproval: 'automatic', invoicePrefix: 'BG-' }
        : { timeZone: 'Australia/Sydney', periodApproval: 'manual', invoicePrefix: 'WL-' },
    );
    expect(setup.businessNumber).toMatch(/^ABN 00 000 000/);
    const roles: string[] = setup.users.flatMap((user: { roles: string[] }) => user.roles);
    expect(roles.every(isRole)).toBe(true);
    expect(strays(['admin', 'pricing', 'provisioning', 'billing', 'viewer'], roles)).toEqual([]);
    const days: string[] = setup.holidays.map((holiday: { date: string }) => holiday.date);
    expect(days.filter((day) => readDate(day) === null)).toEqual([]);
    expect([...days].sort()).toEqual(days);
    expect(new Set(days.map((day) => day.slice(0, 4)))).toEqual(new Set(['2026', '2027']));
    const suppliers: string[] = setup.suppliers.map((supplier: { code: string }) => supplier.code);
    expect(strays(column([...book.services.values()], 'Supplier'), suppliers)).toEqual([]);
    const carriers: string[] = setup.carriers.map((carrier: { code: string }) => carrier.code);
    const carried = [...book.services.values()].filter((row) => row.Provisioning === 'Carrier workflow');
    expect(new Set(carriers)).toEqual(new Set(column(carried, 'Supplier')));
    expect(strays(column([...book.tariffs.values()], 'Supplier'), suppliers)).toEqual([]);
  });
});

describe('wavelink and bluegum', () => {
  const { wavelink, bluegum } = books;
  const MIRRORED = [
    'External Name',
    'Setup Fee',
    'Setup Fee Override',
    'Access Fee',
    'Access Fee Override',
    'Period Length (months)',
    'Periods in Advance',
    'Enable Access Fee Overrides',
    'Honour First Period End Date',
    'Bill Access Fees In',
    'Bill Months in Advance',
    'Pro Rata',
    'Align to Invoice Period',
    'Disable Migrations during Period',
    'Saleable From',
    'Saleable To',
    'Approval Status',
    'Tax',
  ];
  const fromWavelink = [...bluegum.packages.values()].filter((row) => row['Reference Name'] === 'wavelink');

  it("bluegum's buy plans from wavelink mirror wavelink's sell plans, services included", () => {
    expect(fromWavelink.length).toBeGreaterThanOrEqual(10);
    for (const buy of fromWavelink) {
      const sell = find(wavelink.packages, value(buy, 'Reference Key'));
      expect([value(buy, 'Buy or Sell'), value(sell, 'Buy or Sell')]).toEqual(['Buy', 'Sell']);
      for (const name of MIRRORED) expect(value(buy, name), `${buy.Code}, ${name}`).toBe(value(sell, name));
      const services = servicesOf('bluegum', value(buy, 'Code'));
      expect(services).toEqual(servicesOf('wavelink', value(sell, 'Code')));
      for (const code of services) {
        const [bought, sold] = [find(bluegum.services, code), find(wavelink.services, code)];
        expect(value(bought, 'Supplier')).toBe('wavelink');
        for (const name of [
          'Service Type',
          'Setup Fee',
          'Access Fee',
          'Included Quantity',
          'Unit',
          'Excess Rate',
          'Counted',
          'Cap',
          'Provisioning',
        ])
          expect(value(bought, name), `${code}, ${name}`).toBe(value(sold, name));
      }
    }
  });

  it('every other buy plan names a carrier outside, and a sell service has the supplier of its buy service', () => {
    const outside = PROVIDERS.flatMap((provider) =>
      [...books[provider].packages.values()].filter(
        (row) => !isSell(row) && row['Reference Name'] !== 'wavelink',
      ),
    );
    expect(new Set(column(outside, 'Reference Name'))).toEqual(
      new Set(['opti-carrier', 'kookaburra-voice', 'quokka-mobile', 'bilby-hosting', 'banksia-domains']),
    );
    for (const { services } of Object.values(books))
      for (const sell of [...services.values()].filter((row) => isSell(row) && row['Buy Plan'] !== '')) {
        const buy = find(services, value(sell, 'Buy Plan'));
        expect([sell.Supplier, sell['Service Type'], sell.Provisioning]).toEqual([
          buy.Supplier,
          buy['Service Type'],
          buy.Provisioning,
        ]);
      }
  });

  it('both know the same tariffs', () => {
    expect([...bluegum.tariffs.keys()].sort()).toEqual([...wavelink.tariffs.keys()].sort());
  });

  it.each([
    ['BUY-VOICE', 'WHOLESALE-VOICE'],
    ['BUY-MOBILE', 'WHOLESALE-MOBILE'],
  ])("bluegum's card %s repeats wavelink's card %s", (bought, sold) => {
    const of = (rows: readonly Row[], card: string) =>
      rows.filter((row) => row['Rate Card'] === card).map(({ 'Rate Card': _, ...row }) => row);
    expect(of(bluegum.rates, bought)).toEqual(of(wavelink.rates, sold));
  });

  it.each([
    ['bluegum', 'RETAIL-VOICE', 'BUY-VOICE'],
    ['bluegum', 'RETAIL-MOBILE', 'BUY-MOBILE'],
    ['bluegum', 'RETAIL-PSTN', 'BUY-PSTN'],
    ['wavelink', 'WHOLESALE-VOICE', 'CARRIER-VOICE'],
    ['wavelink', 'WHOLESALE-MOBILE', 'CARRIER-MOBILE'],
  ] as const)(
    '%s: no price of %s lies below its cost on %s, parents included',
    (provider, sellCard, buyCard) => {
      let compared = 0;
      for (const key of books[provider].tariffs.keys())
        for (const day of ['2026-01-15', '2026-11-01']) {
          const [sold, bought] = [
            inForce(provider, sellCard, key, day),
            inForce(provider, buyCard, key, day),
          ];
          for (const band of new Set(column([...sold, ...bought], 'Band'))) {
            const [lowest, highest] = [
              Math.min(...unitPrices(sold, band)),
              Math.max(...unitPrices(bought, band)),
            ];
            if (!Number.isFinite(lowest) || !Number.isFinite(highest)) continue;
            compared += 1;
            expect(lowest, `${key} on ${day}, band "${band}"`).toBeGreaterThanOrEqual(highest);
          }
        }
      expect(compared).toBeGreaterThan(10);
    },
  );

  it('bluegum is a customer of wavelink', () => {
    expect(column(wavelink.accounts, 'Reference')).toContain('BLUEGUM');
    expect(wavelink.accounts.length).toBeGreaterThanOrEqual(10);
    expect(new Set(column(wavelink.accounts, 'Type'))).toEqual(new Set(['Wholesale']));
  });

  it("bluegum's 160 accounts differ in invoice day and period, and their numbers are set aside for fiction", () => {
    expect(bluegum.accounts.length).toBe(160);
    expect(strays(['1', '15', '31'], column(bluegum.accounts, 'Invoice Day'))).toEqual([]);
    expect(new Set(column(bluegum.accounts, 'Invoice Period (months)'))).toEqual(new Set(['1', '3', '12']));
    expect(
      column(bluegum.accounts, 'Phone').filter((phone) => !/^\+61(491570\d{3}|35550\d{4})$/.test(phone)),
    ).toEqual([]);
    expect(column(bluegum.accounts, 'Email').filter((email) => !email.endsWith('.example'))).toEqual([]);
    for (const name of ['Name', 'Email', 'Phone'])
      expect(repeated(column(bluegum.accounts, name))).toEqual([]);
  });
});

describe('CAT-1: every setting is shown by a sell plan of bluegum', () => {
  const sell = [...books.bluegum.packages.values()].filter(isSell);
  const of = (name: string) => new Set(column(sell, name));

  it.each([
    ['Period Length (months)', ['1', '3', '6', '12', '24']],
    ['Periods in Advance', ['1', '2']],
    ['Bill Months in Advance', ['0', '1', '2']],
    ['Bill Access Fees In', ['Advance', 'Arrears']],
    ['Pro Rata', ['TRUE', 'FALSE']],
    ['Align to Invoice Period', ['TRUE', 'FALSE']],
    ['Honour First Period End Date', ['TRUE', 'FALSE']],
    ['Disable Migrations during Period', ['TRUE', 'FALSE']],
    ['Enable Access Fee Overrides', ['TRUE', 'FALSE']],
    ['Customer Contract Required', ['TRUE', 'FALSE']],
    ['Saleable in Signup Portal', ['TRUE', 'FALSE']],
    ['Approval Status', ['Draft', 'Pending', 'Approved', 'Saleable', 'Grandfathered']],
    ['Tax', ['', 'Free', '0.10']],
  ])('%s', (name, values) => {
    expect(of(name)).toEqual(new Set(values));
  });

  it('FEE-3: a package fee, the service plans’ fees, a ticked empty fee', () => {
    const kinds = new Set(
      sell.map((row) =>
        row['Access Fee'] ? 'package' : row['Access Fee Override'] === 'TRUE' ? 'zero' : 'services',
      ),
    );
    expect(kinds).toEqual(new Set(['package', 'services', 'zero']));
  });

  it('FEE-4: plans that enable overrides have a package access fee', () => {
    expect(
      sell
        .filter((row) => row['Enable Access Fee Overrides'] === 'TRUE' && row['Access Fee'] === '')
        .map((row) => row.Code),
    ).toEqual([]);
  });

  it('packages of two different services and of one service twice; every kind of service and provisioning', () => {
    const packages = sell.map((row) => servicesOf('bluegum', value(row, 'Code')));
    expect(packages.some((services) => new Set(services).size === 2)).toBe(true);
    expect(packages.some((services) => services.length === 2 && new Set(services).size === 1)).toBe(true);
    const services = [...books.bluegum.services.values()];
    expect(new Set(column(services, 'Service Type'))).toEqual(new Set(CHOICES['Service Type']));
    expect(new Set(column(services, 'Provisioning'))).toEqual(new Set(CHOICES.Provisioning));
  });

  it('CON-1: contract pools of several terms, each with a break-out fee', () => {
    expect(new Set(column(books.bluegum.contracts, 'Term (months)'))).toEqual(new Set(['12', '24', '36']));
    expect(column(books.bluegum.contracts, 'Break-out Fee').every((fee) => Number(fee) > 0)).toBe(true);
  });
});

describe.each(PROVIDERS)('the subscriptions of %s', (provider) => {
  const { packages, accounts, boltOns, contracts, services } = books[provider];
  const { rows } = table(`${provider}/subscriptions.csv`);

  it('belong to accounts, on sell plans that are or were on sale, with the services of the plan', () => {
    expect(strays(column(rows, 'Account'), column(accounts, 'Reference'))).toEqual([]);
    for (const row of rows) {
      const plan = find(packages, value(row, 'Package Plan'));
      expect(
        isSell(plan) && ['Saleable', 'Grandfathered'].includes(value(plan, 'Approval Status')),
        row['Package Plan'],
      ).toBe(true);
      expect(servicesGiven(row)).toEqual(servicesOf(provider, value(row, 'Package Plan')));
    }
    expect(repeated(identifiersOf(rows))).toEqual([]);
  });

  it('start 0 to 26 months ago, and end, where they do, after they began', () => {
    for (const row of rows) {
      const [months, day] = [Number(value(row, 'Months Ago')), Number(value(row, 'Day'))];
      expect(months >= 0 && months <= 26 && Number.isInteger(months) && day >= 1 && day <= 31).toBe(true);
      if (months === 0) expect(day).toBe(1);
      const ended = value(row, 'Cancelled Months Ago');
      expect(ended === '').toBe(row['Cancelled Day'] === '');
      if (ended !== '') expect(Number(ended)).toBeLessThan(months);
    }
    expect(rows.some((row) => row['Cancelled Months Ago'] !== '')).toBe(true);
  });

  it('FEE-4, CON-1, CAT-8: fees of their own, contracts and bolt-ons suit the plan', () => {
    for (const row of rows) {
      const plan = find(packages, value(row, 'Package Plan'));
      if (row['Access Fee Override'])
        expect(plan['Enable Access Fee Overrides'], `${row.Account}`).toBe('TRUE');
      if (row['Contract Type'])
        expect(
          contracts.some(
            (contract) =>
              contract['Contract Type'] === row['Contract Type'] && contract['Package Plan'] === plan.Code,
          ),
        ).toBe(true);
      if (row['Bolt-ons']) {
        const type = find(boltOns, value(row, 'Bolt-ons'))['Service Type'];
        expect(servicesGiven(row).map((service) => find(services, service)['Service Type'])).toContain(type);
      }
    }
    for (const name of ['Access Fee Override', 'Contract Type', 'Bolt-ons'])
      expect(column(rows, name).some((cell) => cell !== '')).toBe(true);
  });

  it('every plan of bluegum that is on sale has somebody on it', () => {
    if (provider === 'wavelink') return;
    expect(rows.length).toBeGreaterThanOrEqual(200);
    const onSale = [...packages.values()].filter(
      (plan) => isSell(plan) && plan['Approval Status'] === 'Saleable' && plan.Code !== 'NBN-50-SPRING',
    );
    expect(strays(column(onSale, 'Code'), column(rows, 'Package Plan'))).toEqual([]);
  });
});

describe('the orders of bluegum', () => {
  const { rows } = table('bluegum/orders.csv');
  const subscriptions = table('bluegum/subscriptions.csv').rows;

  it('stand in every state', () => {
    expect(new Set(column(rows, 'State'))).toEqual(
      new Set(['New', 'Queued', 'Halted', 'Resubmitted', 'Active', 'Cancelled']),
    );
  });

  it('ORD-1: are for accounts and saleable plans that exist, the portal’s for portal plans, with the services of the plan', () => {
    expect(strays(column(rows, 'Account'), column(books.bluegum.accounts, 'Reference'))).toEqual([]);
    for (const row of rows) {
      const plan = find(books.bluegum.packages, value(row, 'Package Plan'));
      expect(plan['Approval Status']).toBe('Saleable');
      if (row.Source === 'portal') expect(plan['Saleable in Signup Portal'], `${row.Order}`).toBe('TRUE');
      if (plan['Customer Contract Required'] === 'TRUE') expect(row['Contract Document']).not.toBe('');
      expect(servicesGiven(row)).toEqual(servicesOf('bluegum', value(row, 'Package Plan')));
    }
    expect(repeated([...identifiersOf(rows), ...identifiersOf(subscriptions)])).toEqual([]);
  });

  it('PROV-1: lie in the queue of the wholesaler, of bluegum, or of a carrier’s workflow', () => {
    for (const row of rows) {
      const service = find(books.bluegum.services, value(row, 'Service Plan 1'));
      const own = service.Provisioning === 'Semi-manual' && service.Supplier !== 'wavelink';
      expect(row.Queue, `${row.Order}`).toBe(own ? 'bluegum' : service.Supplier);
    }
    expect(strays(['wavelink', 'bluegum', 'opti-carrier'], column(rows, 'Queue'))).toEqual([]);
  });

  it('PROV-3: what was halted says why, and the days come in order', () => {
    for (const row of rows) {
      expect(row['Halted Days Ago'] !== '').toBe(row['Rejection Details'] !== '');
      if (row.State === 'Halted' || row.State === 'Resubmitted')
        expect(row['Rejection Details']).not.toBe('');
      expect(['Active', 'Cancelled'].includes(value(row, 'State'))).toBe(row['Finished Days Ago'] !== '');
      expect(row['Advised Days Ago'] === '' || row.Queue === 'opti-carrier').toBe(true);
      const days = [
        'Submitted Days Ago',
        'Advised Days Ago',
        'Halted Days Ago',
        'Resubmitted Days Ago',
        'Finished Days Ago',
      ]
        .map((name) => value(row, name))
        .filter((cell) => cell !== '')
        .map(Number);
      expect(days).toEqual([...days].sort((a, b) => b - a));
    }
  });
});

describe('the usage of bluegum', () => {
  const { rows } = table('bluegum/usage.csv');
  const services = new Map(
    table('bluegum/subscriptions.csv').rows.flatMap((row) =>
      identifiersOf([row]).map(
        (identifier, at) =>
          [identifier, { subscription: row, servicePlan: servicesGiven(row)[at] ?? '' }] as const,
      ),
    ),
  );

  it('holds about 400 records, each of a number of its own', () => {
    expect(rows.length).toBe(400);
    expect(repeated(rows.map((row) => keyOf(row, ['Supplier', 'Record Id'])))).toEqual([]);
    expect(column(rows, 'Days Ago').every((days) => Number(days) >= 1 && Number(days) <= 45)).toBe(true);
  });

  it('USE-1, USE-7: each record’s expectation follows from the data, and every reason occurs', () => {
    for (const row of rows)
      expect(reasonFor(row), keyOf(row, ['Record Id', 'Service', 'Tariff Key'])).toBe(row.Expected);
    expect(new Set(column(rows, 'Expected'))).toEqual(
      new Set([
        'Rated',
        'Non Existent Tariff Key Fault',
        'Missing Rate',
        'Unknown Service',
        'Inactive Service',
        'Invalid Record',
      ]),
    );
  });

  it('USE-6: records that a mark-up or pass-through prices state the carrier’s cost', () => {
    const byCost = rows.filter((row) => /(12455|1900)$/.test(value(row, 'Tariff Key')));
    expect(byCost.length).toBeGreaterThan(0);
    expect(byCost.filter((row) => row['Carrier Cost'] === '')).toEqual([]);
  });

  function reasonFor(row: Row): string {
    if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value(row, 'Time')) || !(Number(row.Quantity) > 0))
      return 'Invalid Record';
    const tariff = books.bluegum.tariffs.get(value(row, 'Tariff Key'));
    if (!tariff) return 'Non Existent Tariff Key Fault';
    expect(tariff.Supplier).toBe(row.Supplier);
    const service = services.get(value(row, 'Service'));
    if (!service) return 'Unknown Service';
    if (service.subscription['Cancelled Months Ago'] !== '') return 'Inactive Service';
    const plan = find(books.bluegum.services, service.servicePlan);
    if (plan['Service Type'] === 'Data')
      return plan['Excess Rate'] !== '' && tariff.Unit === plan.Unit ? 'Rated' : 'Missing Rate';
    return inForce('bluegum', value(plan, 'Rate Card'), value(row, 'Tariff Key'), '2026-11-01').length > 0
      ? 'Rated'
      : 'Missing Rate';
  }
});

function isGoodCell(name: string, cell: string): boolean {
  if (cell !== cell.trim()) return false;
  if (FLAGS.includes(name)) return cell === 'TRUE' || cell === 'FALSE';
  if (DATES.includes(name)) return cell === '' || readDate(cell) !== null;
  if (FEES.includes(name)) return cell === '' || parseScaled(cell, 2) !== null;
  if (PRICES.includes(name)) return cell === '' || parseScaled(cell, 8) !== null;
  return CHOICES[name]?.includes(cell) ?? true;
}

/** CAT-3, for one service plan. */
function missingOf(provider: Provider, code: string): string[] {
  const { services, cards, rates } = books[provider];
  const plan = find(services, code);
  const missing: string[] = [];
  const buy = services.get(value(plan, 'Buy Plan'));
  if (!buy || isSell(buy)) missing.push(`${code} is not linked to a buy plan`);
  const productCard = cards.get(value(plan, 'Product Rate Card'));
  if (productCard?.['Approval Status'] !== 'Saleable') missing.push(`${code} has no product rate card`);
  if (plan['Service Type'] === 'Telephony') {
    const card = cards.get(value(plan, 'Rate Card'));
    if (card?.['Approval Status'] !== 'Saleable' || !rates.some((row) => row['Rate Card'] === card.Code))
      missing.push(`${code} has no saleable rate card with a rate`);
  }
  if (
    plan['Service Type'] === 'Data' &&
    [plan['Included Quantity'], plan.Unit, plan['Excess Rate'], plan.Counted].includes('')
  )
    missing.push(`${code} has no data billing`);
  return missing;
}

/** The access fee of a package in dollars a month, by FEE-3. */
function monthly(provider: Provider, row: Row): number {
  const { services } = books[provider];
  const own = value(row, 'Access Fee');
  const fee =
    own !== ''
      ? Number(own)
      : row['Access Fee Override'] === 'TRUE'
        ? 0
        : servicesOf(provider, value(row, 'Code')).reduce(
            (sum, code) => sum + Number(value(find(services, code), 'Access Fee')),
            0,
          );
  return fee / Number(value(row, 'Period Length (months)'));
}

function ancestors(provider: Provider, key: string): string[] {
  const parents: string[] = [];
  for (let at = books[provider].tariffs.get(key)?.Parent; at; at = books[provider].tariffs.get(at)?.Parent) {
    if (parents.includes(at)) return [...parents, key];
    parents.push(at);
  }
  return parents;
}

/** The rates of a tariff on a day, of each band and step the latest; where a card has none, its parents' (USE-5, USE-6). */
function inForce(provider: Provider, card: string, key: string, day: string): Row[] {
  const ofCard = ratesByCard(provider).get(card) ?? new Map<string, Row[]>();
  for (const asked of [key, ...ancestors(provider, key)]) {
    const latest = new Map<string, Row>();
    for (const row of ofCard.get(asked) ?? []) {
      if (value(row, 'Effective From') > day || (row['Effective To'] && value(row, 'Effective To') < day))
        continue;
      const slot = keyOf(row, ['Band', 'From Quantity']);
      const known = latest.get(slot);
      if (!known || value(known, 'Effective From') < value(row, 'Effective From')) latest.set(slot, row);
    }
    if (latest.size > 0) return [...latest.values()];
  }
  return [];
}

const indexed = new Map<Provider, Map<string, Map<string, Row[]>>>();
function ratesByCard(provider: Provider): Map<string, Map<string, Row[]>> {
  const known = indexed.get(provider);
  if (known) return known;
  const cards = new Map<string, Map<string, Row[]>>();
  for (const row of books[provider].rates) {
    const card = cards.get(value(row, 'Rate Card')) ?? new Map<string, Row[]>();
    const key = value(row, 'Tariff Key');
    cards.set(value(row, 'Rate Card'), card.set(key, [...(card.get(key) ?? []), row]));
  }
  indexed.set(provider, cards);
  return cards;
}

/** Dollars a unit (or a record, for a flat charge) of a band's steps; none where the carrier's cost decides. */
function unitPrices(rates: readonly Row[], band: string): number[] {
  const own = rates.filter((row) => row.Band === band);
  return (own.length > 0 ? own : rates.filter((row) => row.Band === ''))
    .filter((row) => row.Profile === 'Rate Per' || row.Profile === 'Flat Charge')
    .map((row) => Number(row.Price) / (row.Profile === 'Rate Per' ? Number(row.Per) : 1));
}

const servicesGiven = (row: Row): string[] =>
  [value(row, 'Service Plan 1'), value(row, 'Service Plan 2')].filter((code) => code !== '');
const identifiersOf = (rows: readonly Row[]): string[] =>
  rows
    .flatMap((row) => [value(row, 'Identifier 1'), value(row, 'Identifier 2')])
    .filter((identifier) => identifier !== '');
