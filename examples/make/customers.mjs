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

/** Name and place. */
const BUSINESSES = namesAndPlaces(`
Silver Wren Bakehouse, Geelong VIC 3220
Copper Heron Smash Repairs, Corio VIC 3214
Merry Brolga Estate Wines, Apollo Bay VIC 3233
Quiet Wombat Physiotherapy, Waurn Ponds VIC 3216
Tall Wattle Veterinary Clinic, Lara VIC 3212
Golden Curlew Bike Works, Ocean Grove VIC 3226
Little Magpie Surf School, Torquay VIC 3228
Brave Lorikeet Plumbing & Gas, Anglesea VIC 3230
Misty Echidna Dental, Ocean Grove VIC 3226
Crooked Possum Ferry Kiosk, Queenscliff VIC 3225
Velvet Bettong Feed & Grain, Drysdale VIC 3222
Rusty Galah Mussel Co, Portarlington VIC 3223
Wandering Pelican Engineering, Winchelsea VIC 3241
Northern Bandicoot Dairy Services, Colac VIC 3250
Amber Quoll Holiday Rentals, Lorne VIC 3232
Silver Bettong Charters, Apollo Bay VIC 3233
Copper Galah Ceramics, Ballarat Central VIC 3350
Merry Pelican Steel Fabricators, Bendigo VIC 3550
Quiet Bandicoot Book Exchange, Castlemaine VIC 3450
Tall Quoll Farm Supplies, Kyneton VIC 3444
Golden Boronia Soap Kitchen, Daylesford VIC 3460
Little Wren Tyre & Brake, Werribee VIC 3030
Brave Heron Early Learning, Hoppers Crossing VIC 3029
Misty Brolga Fabrics, Footscray VIC 3011
Crooked Wombat Print Shop, Yarraville VIC 3013
Velvet Wattle Chandlery, Williamstown VIC 3016
Rusty Curlew Bike Couriers, Brunswick VIC 3056
Wandering Magpie Accounting Partners, Coburg VIC 3058
Northern Lorikeet Sheet Metal, Preston VIC 3072
Amber Echidna Film Lab, Fitzroy VIC 3065
Silver Wattle Cold Brew, Collingwood VIC 3066
Copper Curlew Upholstery, Richmond VIC 3121
Merry Magpie Family Lawyers, Hawthorn VIC 3122
Quiet Lorikeet Optical, Camberwell VIC 3124
Tall Echidna Imports, Box Hill VIC 3128
Golden Possum Freight Lines, Dandenong VIC 3175
Little Bettong Pool Services, Frankston VIC 3199
Brave Galah Joinery, Mornington VIC 3931
Misty Pelican Marine Electrics, Hastings VIC 3915
Crooked Bandicoot Seed Merchants, Warragul VIC 3820
Velvet Quoll Concrete, Moe VIC 3825
Rusty Boronia Motel, Traralgon VIC 3844
Wandering Wren Aviation Training, Sale VIC 3850
Northern Heron Timber Yard, Bairnsdale VIC 3875
Amber Brolga Fruit Packers, Shepparton VIC 3630
Silver Quoll Paddle Hire, Echuca VIC 3564
Copper Boronia Irrigation, Swan Hill VIC 3585
Merry Wren Citrus Exports, Mildura VIC 3500
Quiet Heron Grain Logistics, Horsham VIC 3400
Tall Brolga Boat Builders, Warrnambool VIC 3280
Golden Wombat Ship Stores, Portland VIC 3305
Little Wattle Wool Brokers, Hamilton VIC 3300
Brave Curlew Orchard Supplies, Launceston TAS 7250
Misty Magpie Cold Storage, Devonport TAS 7310
Crooked Lorikeet Safety Wear, Burnie TAS 7320
Velvet Echidna Truck Parts, Wodonga VIC 3690
Rusty Possum Medical Imaging, Albury NSW 2640`);
const CLUBS = namesAndPlaces(`
Emu Flat Primary School, Lethbridge VIC 3332
Bar-tailed Godwit Netball Club, Barwon Heads VIC 3227
Paperbark Lane Fire Volunteers, Moolap VIC 3224
Old Creamery Community House, Inverleigh VIC 3321`);

/** Suburb, state and postcode of the households. */
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

function namesAndPlaces(lines) {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name, place] = line.split(', ');
      return { name, place };
    });
}

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
  const street = () => `${chance.between(1, 189)} ${chance.pick(STREETS)}`;
  const households = SURNAMES.slice(0, 99).map((surname, at) => ({
    name: `The ${surname} Household`,
    type: 'Residential',
    email: `${mailbox(surname)}${at + 1}@home.example`,
    phone: mobileNumber(at),
    address: surname === 'Fonoti' ? `12 ${NORFOLK}` : `${street()}, ${chance.pick(PLACES)}`,
    months: at % 33 === 17 ? 12 : at % 12 === 5 ? 3 : 1,
  }));
  const firms = [...BUSINESSES, ...CLUBS].map((firm, at) => ({
    name: CLUBS.includes(firm) ? `${firm.name} Inc` : `${firm.name} Pty Ltd`,
    type: 'Business',
    email: `accounts@${mailbox(firm.name)}.example`,
    phone: landlineNumber(1000 + at),
    address: `${street()}, ${firm.place}`,
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
  ...CLUBS.map(({ name }) => [`${name} Inc`, 'HOST-COMMUNITY']),
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
