/** bluegum's customers and what they subscribe to. Every name, address, number and mailbox is invented. */
import { pad, read, sequence, write } from './files.mjs';

const SURNAMES =
  `Nguyen Smith Jones Williams Brown Wilson Taylor Singh Patel Chen Wang Li Tran Martin Anderson Thompson White
  Kelly Ryan Murphy Walker Harris Kaur Papadopoulos Rossi Russo Costa Kowalski Novak Petrov Haddad Khoury Ali Hassan Ahmed
  Yilmaz Kim Park Tanaka Suzuki Santos Reyes Garcia Fernandez Silva Campbell Stewart MacDonald Robertson Fraser Morgan
  Davies Evans Hughes O'Brien O'Connor Byrne Gallagher Doyle Schmidt Weber Fischer Wagner Hoffmann Larsen Jensen Nilsson
  Fonoti Tuilagi Leota Ngata Parata Perera Fernando Wickramasinghe Rahman Chowdhury Sharma Gupta Iyer Menon Abebe Tesfaye
  Mwangi Okafor Mensah Dlamini Botha Pillay Bianchi Ferrari Marino Moretti Vella Borg Camilleri Zammit Georgiou Dimitriou
  Antoniou Ivanov Horvat Kovač Nowak`.split(/\s+/);

const BUSINESSES =
  `Barwon Bakehouse|Corio Bay Smash Repairs|Otway Ridge Estate Wines|Waurn Physiotherapy|Lara Veterinary Clinic
  |Bellarine Bike Works|Torquay Surf School|Anglesea Plumbing & Gas|Ocean Grove Dental|Queenscliff Ferry Kiosk|Drysdale Feed & Grain
  |Portarlington Mussel Co|Winchelsea Engineering|Colac Dairy Services|Lorne Holiday Rentals|Apollo Bay Charters
  |Ballarat Ceramics|Bendigo Steel Fabricators|Castlemaine Book Exchange|Kyneton Farm Supplies|Daylesford Soap Kitchen
  |Werribee Tyre & Brake|Hoppers Crossing Early Learning|Footscray Fabrics|Yarraville Print Shop|Williamstown Chandlery
  |Brunswick Bike Couriers|Coburg Accounting Partners|Preston Sheet Metal|Fitzroy Film Lab|Collingwood Cold Brew
  |Richmond Upholstery|Hawthorn Family Lawyers|Camberwell Optical|Box Hill Imports|Dandenong Freight Lines
  |Frankston Pool Services|Mornington Joinery|Hastings Marine Electrics|Warragul Seed Merchants|Moe Concrete
  |Traralgon Motel|Sale Aviation Training|Bairnsdale Timber Yard|Shepparton Fruit Packers|Echuca Paddle Hire
  |Swan Hill Irrigation|Mildura Citrus Exports|Horsham Grain Logistics|Warrnambool Boat Builders|Portland Ship Stores
  |Hamilton Wool Brokers|Launceston Orchard Supplies|Devonport Cold Storage|Burnie Safety Wear|Wodonga Truck Parts
  |Albury Medical Imaging`
    .split('|')
    .map((name) => name.trim());
const CLUBS = [
  'Lethbridge Primary School',
  'Barwon Heads Netball Club',
  'Moolap Country Fire Volunteers',
  'Inverleigh Community House',
];

/** Suburb, state and postcode; the last two names of the map are far away on purpose. */
const PLACES =
  `Geelong VIC 3220|Newtown VIC 3220|Belmont VIC 3216|Highton VIC 3216|Grovedale VIC 3216|Lara VIC 3212|Torquay VIC 3228
  |Ocean Grove VIC 3226|Leopold VIC 3224|Drysdale VIC 3222|Werribee VIC 3030|Point Cook VIC 3030|Footscray VIC 3011
  |Brunswick VIC 3056|Preston VIC 3072|Box Hill VIC 3128|Dandenong VIC 3175|Frankston VIC 3199|Ballarat Central VIC 3350
  |Bendigo VIC 3550|Colac VIC 3250|Warrnambool VIC 3280|Shepparton VIC 3630|Mildura VIC 3500|Traralgon VIC 3844
  |Launceston TAS 7250|Devonport TAS 7310|Albury NSW 2640`
    .split('|')
    .map((name) => name.trim());
const STREETS =
  `Wattle Street|Banksia Avenue|Kookaburra Court|Station Street|High Street|Railway Parade|Acacia Drive|Lighthouse Road
  |Church Street|Beach Road|Gumnut Grove|Victoria Street|Mill Lane|Boundary Road|Magpie Close|Skene Street|Orchard Way
  |Ironbark Crescent|Esplanade|Quarry Road`
    .split('|')
    .map((name) => name.trim());
const NORFOLK = 'Taylors Road, Burnt Pine NI 2899';

const ACCOUNT_COLUMNS = [
  'Reference',
  'Name',
  'Type',
  'Email',
  'Phone',
  'Address',
  'Invoice Day',
  'Invoice Period (months)',
  'Align Packages',
];

const mailbox = (name) =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .trim()
    .replace(/ +/g, '-');
/** Numbers that are set aside for fiction: 0491 570 xxx and (03) 5550 xxxx. */
const mobileNumber = (n) => `+61491570${pad(n, 3)}`;
const landlineNumber = (n) => `+6135550${pad(n, 4)}`;

function makeAccounts() {
  const chance = sequence(20_260_101);
  const invoiceDay = () => chance.pick([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 15, 15, 15, 31, 31, 10, 20]);
  const address = () => `${chance.between(1, 189)} ${chance.pick(STREETS)}, ${chance.pick(PLACES)}`;
  const households = SURNAMES.slice(0, 99).map((surname, at) => ({
    name: `The ${surname} Household`,
    type: 'Residential',
    email: `${mailbox(surname)}${at + 1}@home.example`,
    phone: mobileNumber(at),
    address: surname === 'Fonoti' ? `12 ${NORFOLK}` : address(),
    months: at % 33 === 17 ? 12 : at % 12 === 5 ? 3 : 1,
  }));
  const firms = [...BUSINESSES, ...CLUBS].map((name, at) => ({
    name: CLUBS.includes(name) ? `${name} Inc` : `${name} Pty Ltd`,
    type: 'Business',
    email: `accounts@${mailbox(name)}.example`,
    phone: landlineNumber(1000 + at),
    address: address(),
    months: at % 15 === 7 ? 3 : 1,
  }));
  return [...households, ...firms].map((account, at) => ({
    ...account,
    reference: `BG-${10_001 + at}`,
    invoiceDay: invoiceDay(),
    align: account.months === 12 || at % 17 === 3 ? 'FALSE' : 'TRUE',
  }));
}

// ---------------------------------------------------------------------------------------------- subscriptions

/** How often a plan is taken, of a hundred first choices; then what people add to it. */
const HOME_FIRST = {
  'NBN-25': 14,
  'NBN-50': 26,
  'NBN-100': 16,
  'NBN-250': 6,
  'NBN-LIGHT': 9,
  'NBN-ANNUAL': 4,
  'NBN-HALF-YEAR': 3,
  'HOME-BUNDLE': 10,
  'MOB-S': 5,
  'MOB-M': 5,
  'PSTN-LINE': 4,
  'ADSL-200': 2,
};
const HOME_MORE = {
  'VOIP-HOME': 25,
  'MOB-S': 20,
  'MOB-M': 20,
  'MOB-DUO': 9,
  'MOB-PLUS': 8,
  'MOB-S-ANNUAL': 8,
  'HOST-START': 5,
  'DOM-AU-1Y': 5,
};
const FIRM_FIRST = {
  'NBN-BIZ-100': 34,
  'NBN-100': 18,
  'SIP-10': 20,
  'SIP-30': 6,
  'PSTN-LINE': 12,
  PRESELECT: 4,
  'HOST-BIZ': 6,
};
const FIRM_MORE = {
  'SIP-10': 20,
  'MOB-M': 14,
  'MOB-PLUS': 14,
  'HOST-BIZ': 16,
  'DOM-AU-1Y': 14,
  'DOM-AU-2Y': 10,
  'DOM-COM-1Y': 12,
};

/** Bolt-ons that suit a plan; about every third subscription takes one. */
const BOLT_ONS = {
  'NBN-50': 'BO-STATIC-IP',
  'NBN-100': 'BO-ROUTER',
  'NBN-BIZ-100': 'BO-STATIC-IP',
  'VOIP-HOME': 'BO-VOICEMAIL',
  'MOB-M': 'BO-INTL',
  'HOME-BUNDLE': 'BO-ROUTER',
  'HOST-BIZ': 'BO-MAILBOX',
  'SIP-10': 'BO-CALL-FORWARD',
  'DOM-AU-1Y': 'BO-DOM-PRIVACY',
};
/** Fees agreed with single customers (FEE-4): only plans that enable them have any. */
const AGREED_FEES = { 'NBN-50': '64.95', 'NBN-100': '77.95', 'NBN-BIZ-100': '269.85', 'SIP-30': '279.00' };
/** No longer sold, so their subscriptions are old. */
const OLD_PLANS = ['ADSL-200', 'PRESELECT'];
/** These are found by their place in the list, so that every plan on sale has somebody. */
const SETTLED = [
  ['The Fonoti Household', 'VOIP-NORFOLK'],
  ...CLUBS.map((club) => [`${club} Inc`, 'HOST-COMMUNITY']),
];

const SUBSCRIPTION_COLUMNS = [
  'Account',
  'Package Plan',
  'Months Ago',
  'Day',
  'Service Plan 1',
  'Identifier 1',
  'Details 1',
  'Service Plan 2',
  'Identifier 2',
  'Details 2',
  'Bolt-ons',
  'Contract Type',
  'Access Fee Override',
  'Cancelled Months Ago',
  'Cancelled Day',
];

/** Hands out service identifiers, each once. */
function makeServices() {
  let given = { avc: 0, line: 2000, pstn: 3000, trunk: 5000, mobile: 200, sim: 0, name: 0 };
  const take = (kind, step = 1) => {
    const number = given[kind];
    given = { ...given, [kind]: number + step };
    return number;
  };
  const sim = () => `8961099${pad(take('sim') + 1, 12)}`;
  const siteName = (account) =>
    `${mailbox(account.name.replace(/^The | Household$| Pty Ltd$| Inc$/g, ''))}-${take('name') + 1}`;
  return (servicePlan, account) => {
    const { address } = account;
    if (/^SP-(NBN|ADSL)/.test(servicePlan)) {
      const number = pad(take('avc') + 1, 12);
      return [
        `AVC${number}`,
        `address=${address}; locationId=LOC${number}; ntd=NTD${pad(Number(number) * 7 + 1_000_000, 8)}`,
      ];
    }
    if (/^SP-SIP/.test(servicePlan)) {
      const first = take('trunk', 100);
      const channels = servicePlan.split('-').at(-1);
      return [
        landlineNumber(first),
        `address=${address}; numberRange=${landlineNumber(first)}-${landlineNumber(first + 99)}; channels=${channels}`,
      ];
    }
    if (/^SP-VOIP/.test(servicePlan)) {
      const number = landlineNumber(take('line'));
      return [number, `address=${address}; number=${number}`];
    }
    if (/^SP-(PSTN|PRESELECT)/.test(servicePlan)) {
      const number = landlineNumber(take('pstn'));
      return [number, `address=${address}; number=${number}; losingCarrier=previous`];
    }
    if (servicePlan === 'SP-MOB-DATA-60') {
      const card = sim();
      return [card, `sim=${card}`];
    }
    if (/^SP-MOB/.test(servicePlan)) {
      const number = mobileNumber(take('mobile'));
      return [number, `number=${number}; sim=${sim()}`];
    }
    if (/^SP-DOM-COM/.test(servicePlan)) {
      const domain = `${siteName(account)}-example.com`;
      return [domain, `domainName=${domain}; registrant=${account.name}`];
    }
    if (/^SP-DOM/.test(servicePlan)) {
      const domain = `${siteName(account)}-example.com.au`;
      return [
        domain,
        `domainName=${domain}; registrant=${account.name}; eligibility=Australian resident or registered business`,
      ];
    }
    const host = `${siteName(account)}.example`;
    return [host, `hostName=${host}`];
  };
}

const weighted = (shares) =>
  Object.entries(shares).flatMap(([plan, share]) => Array.from({ length: share }, () => plan));

/** Which plans each account takes; the last few accounts of each kind have none yet and place orders instead. */
function choosePlans(accounts, chance) {
  const homes = accounts.filter(({ type }) => type === 'Residential');
  const firms = accounts.filter(({ type }) => type === 'Business');
  const choices = SETTLED.map(([name, plan]) => [accounts.find((account) => account.name === name), plan]);
  for (const [kind, first, more] of [
    [homes, HOME_FIRST, HOME_MORE],
    [firms, FIRM_FIRST, FIRM_MORE],
  ]) {
    const free = kind.filter(({ name }) => !SETTLED.some(([settled]) => settled === name)).slice(0, -6);
    const [firstPlans, morePlans] = [weighted(first), weighted(more)];
    free.forEach((account, at) => {
      // The first accounts take each plan once, whatever chance would say.
      choices.push([account, Object.keys(first)[at] ?? chance.pick(firstPlans)]);
      if (at % 2 === 0) choices.push([account, Object.keys(more)[at / 2] ?? chance.pick(morePlans)]);
    });
  }
  return choices;
}

/** Months since the start: many young ones, some as old as the set reaches back. */
function startOf(plan, at, chance) {
  if (OLD_PLANS.includes(plan)) return [chance.between(20, 26), chance.between(1, 28)];
  const months =
    at % 9 === 0
      ? chance.between(0, 2)
      : plan === 'DOM-AU-2Y'
        ? chance.between(3, 26)
        : chance.between(1, 26);
  if (months === 0) return [0, 1];
  return [months, at % 13 === 0 ? 31 : at % 7 === 0 ? 1 : chance.between(1, 28)];
}

export function writeCustomers() {
  const chance = sequence(61);
  const accounts = makeAccounts();
  write(
    'bluegum/workbook/Accounts.csv',
    ACCOUNT_COLUMNS,
    accounts.map((a) => [
      a.reference,
      a.name,
      a.type,
      a.email,
      a.phone,
      a.address,
      a.invoiceDay,
      a.months,
      a.align,
    ]),
  );

  const plans = new Map(read('bluegum/workbook/Package Plans.csv').map((plan) => [plan.Code, plan]));
  const packageServices = read('bluegum/workbook/Package Services.csv');
  const giveService = makeServices();
  const seen = new Map();
  const subscriptions = choosePlans(accounts, chance).map(([account, plan], at) => {
    const nth = (seen.get(plan) ?? 0) + 1;
    seen.set(plan, nth);
    const [months, day] = startOf(plan, at, chance);
    const services = packageServices
      .filter((row) => row['Package Plan'] === plan)
      .flatMap((row) => Array.from({ length: Number(row.Quantity) }, () => row['Service Plan']))
      .map((servicePlan) => ({ servicePlan, of: giveService(servicePlan, account) }))
      .map(({ servicePlan, of: [identifier, details] }) => ({ servicePlan, identifier, details }));
    const contract = plans.get(plan)['Default Contract Type'];
    const cancelled =
      at % 13 === 11 && months >= 5 ? [chance.between(2, months - 2), chance.between(1, 28)] : null;
    return {
      account,
      plan,
      months,
      day,
      services,
      cancelled,
      boltOns: nth % 3 === 0 ? (BOLT_ONS[plan] ?? '') : '',
      contract: nth % 3 === 1 ? '' : contract,
      agreedFee: nth % 6 === 2 ? (AGREED_FEES[plan] ?? '') : '',
    };
  });
  write(
    'bluegum/subscriptions.csv',
    SUBSCRIPTION_COLUMNS,
    subscriptions.map(
      ({ account, plan, months, day, services: [one, two], boltOns, contract, agreedFee, cancelled }) => [
        account.reference,
        plan,
        months,
        day,
        one.servicePlan,
        one.identifier,
        one.details,
        two?.servicePlan ?? '',
        two?.identifier ?? '',
        two?.details ?? '',
        boltOns,
        contract,
        agreedFee,
        cancelled?.[0] ?? '',
        cancelled?.[1] ?? '',
      ],
    ),
  );
  return subscriptions;
}
