/**
 * Billing a second time, as one would with a calendar and a pencil: every run looks at every period of every plan, and counts days one
 * by one. Written from the rules alone; it shares the calendar and the rounding of money with the product, and nothing else. Slow on
 * purpose: what is obvious here is what the engine has to come to.
 */
import {
  type Anchor,
  addDays,
  addMonths,
  anchorAt,
  boundary,
  dayOf,
  dayOfMonth,
  daysBetween,
  monthIndexOf,
  type PlainDate,
  yearOf,
} from '#core/calendar.ts';
import { cents, roundFraction, taxOn } from '#core/money.ts';
import { boltOnPriceOn, type Life, type LifePlan } from '#test/support/lives.ts';

interface Days {
  readonly from: PlainDate;
  /** The first day that is none of them; null: on and on. */
  until: PlainDate | null;
}

/** A plan in force, from one day to another. */
interface Stay {
  readonly plan: number;
  readonly start: PlainDate;
  readonly known: PlainDate;
  migratesOn: PlainDate | null;
  withdrawn: boolean;
  /** Access fees of its own for periods that begin on some days, both included; the last that fits counts (FEE-4). */
  readonly ownFees: {
    readonly from: PlainDate;
    readonly to: PlainDate | null;
    readonly fee: number | null;
  }[];
}

/** What is known of a subscription. */
interface Known {
  readonly stays: Stay[];
  cancelledOn: PlainDate | null;
  suspensions: (Days & { readonly billed: boolean })[];
  boltOn: Days[];
  dearer: number;
}

/** What every fee of every period comes to after the last run, written as `sumsOf` writes it. */
export function billByHand(life: Life, deeds: Life['deeds']): Record<string, string> {
  const known: Known = {
    stays: [
      { plan: 0, start: life.start, known: life.created, migratesOn: null, withdrawn: false, ownFees: [] },
    ],
    cancelledOn: null,
    suspensions: [],
    boltOn: [],
    dearer: 0,
  };
  /** Periods that a run has billed, by stay: they stay billed, whatever becomes of them (BILL-10). */
  const billed = new Map<Stay, Set<number>>();
  /** The fee of a line is that of the day on which it was first written. */
  const fees = new Map<string, number>();
  const sums = new Map<string, string>();
  let isSetUp = false;
  let entered = 0;

  for (const today of life.runs) {
    const enteredBefore = entered;
    while (entered < deeds.length && (deeds[entered]?.entered ?? today) <= today) {
      enter(life, known, deeds[entered] as Life['deeds'][number]);
      entered += 1;
    }
    for (const [index, stay] of known.stays.entries()) {
      if (later(stay.known, life.created) > today) continue;
      const plan = life.plans[stay.plan] as LifePlan;
      const sum = (name: string, period: PlainDate, amount: number) =>
        sums.set(`${index + 1} ${name} ${period}`, `${amount} +${taxOn(cents(amount), life.taxRate)}`);

      // FEE-1: once, whatever comes after.
      if (index === 0 && !isSetUp) {
        if (plan.setupFee !== null) sum('setup_fee -', stay.start, plan.setupFee + known.dearer);
        if (plan.onceFee !== null) sum('feature_fee 1/9', stay.start, plan.onceFee + known.dearer);
        isSetUp = true;
      }

      const end = endOf(stay, known);
      const B = boundariesOf(life, stay);
      const done = billed.get(stay) ?? new Set<number>();
      billed.set(stay, done);
      // A first period may be long, and all the periods in advance come after it.
      const furthest = addMonths(
        later(today, B(1)),
        plan.billMonthsInAdvance + (plan.periodsInAdvance + 1) * plan.periodLengthMonths,
      );
      // What was worked out on an earlier day stays, as long as nothing has been entered since.
      const again = entered > enteredBefore ? new Set(done) : new Set<number>();
      for (let j = 0; B(j) <= furthest; j += 1)
        if ((end === null || B(j) < end) && isDue(plan, B, j, { end, today }) && !done.has(j)) {
          done.add(j);
          again.add(j);
        }

      for (const j of again)
        for (const stream of streamsOf(life, stay, known)) {
          const used = usedOf(plan, B, j, { stay, known, end, stream });
          const key = `${index + 1} ${stream.name} ${B(j)}`;
          if (used.top > 0n && !fees.has(key))
            fees.set(key, stream.fee(later(B(j), stream.days?.[0]?.from ?? B(j))));
          const fee = fees.get(key);
          if (fee !== undefined)
            sum(stream.name, B(j), roundFraction(BigInt(fee) * used.top, used.bottom, life.rounding));
        }
    }
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== '0 +0').sort());
}

const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);

// ---- what people enter

function enter(life: Life, known: Known, { deed, entered }: Life['deeds'][number]): void {
  const inForce = known.stays.filter(({ withdrawn }) => !withdrawn);
  const last = inForce.at(-1) as Stay;
  switch (deed.type) {
    case 'cancel':
      known.cancelledOn = deed.on;
      break;
    case 'withdraw cancellation':
      known.cancelledOn = null;
      break;
    case 'suspend':
      known.suspensions.push({ from: deed.from, until: deed.until, billed: deed.billed });
      break;
    case 'resume': {
      const one =
        known.suspensions.find((days) => holds(days, deed.on)) ??
        known.suspensions.find(({ until }) => until === null);
      if (one !== undefined) one.until = deed.on;
      known.suspensions = known.suspensions.filter(({ from, until }) => from !== until);
      break;
    }
    case 'migrate': {
      // BILL-9: where the old plan forbids it, the next boundary on or after the day.
      let day = later(deed.on, last.start);
      if (life.plans[last.plan]?.disableMigrationsDuringPeriod) {
        const B = boundariesOf(life, last);
        for (let k = 0; ; k += 1)
          if (B(k) >= deed.on) {
            day = B(k);
            break;
          }
      }
      last.migratesOn = day;
      known.stays.push({
        plan: deed.plan,
        start: day,
        known: entered,
        migratesOn: null,
        withdrawn: false,
        ownFees: [],
      });
      break;
    }
    case 'withdraw migration':
      last.withdrawn = true;
      (inForce.at(-2) as Stay).migratesOn = null;
      break;
    case 'add bolt-on':
      known.boltOn.push({ from: deed.from, until: deed.until });
      known.boltOn.sort((a, b) => (a.from < b.from ? -1 : 1));
      break;
    case 'end bolt-on': {
      const one = known.boltOn.findLast(({ from }) => from <= deed.on);
      if (one !== undefined) one.until = deed.on;
      known.boltOn = known.boltOn.filter(({ from, until }) => from !== until);
      break;
    }
    case 'override': {
      const day = later(entered, deed.from);
      const served = known.stays.filter((stay) => {
        const end = endOf(stay, known);
        return end === null || end > stay.start;
      });
      const stay = served.findLast(({ start }) => start <= day) ?? served[0];
      stay?.ownFees.push({ from: deed.from, to: deed.until, fee: deed.own });
      break;
    }
    case 'publish':
      known.dearer += deed.dearer;
  }
}

const holds = ({ from, until }: Days, day: PlainDate): boolean =>
  from <= day && (until === null || day < until);

function endOf({ start, migratesOn, withdrawn }: Stay, { cancelledOn }: Known): PlainDate | null {
  if (withdrawn) return start;
  const ends = [migratesOn, cancelledOn === null ? null : later(cancelledOn, start)].flatMap(
    (day) => day ?? [],
  );
  return ends.sort()[0] ?? null;
}

// ---- PER-1 to PER-3

/** B(k) of a stay. */
function boundariesOf(life: Life, stay: Stay): ((k: number) => PlainDate) & { readonly anchor: Anchor } {
  const plan = life.plans[stay.plan] as LifePlan;
  const anchor = anchorOf(life, stay, plan);
  const B = (k: number) => (k === 0 ? stay.start : boundary(anchor, (k - 1) * plan.periodLengthMonths));
  return Object.assign(B, { anchor });
}

function anchorOf(life: Life, { start }: Stay, plan: LifePlan): Anchor {
  const isFirst = start === life.start && plan === life.plans[0];
  if (isFirst && life.firstPeriodEnd !== null) return anchorAt(addDays(life.firstPeriodEnd, 1));
  const ownDay = { monthIndex: monthIndexOf(start) + plan.periodLengthMonths, day: dayOf(start) };
  if (!plan.alignToInvoicePeriod) return ownDay;
  const { invoiceDay, invoicePeriodMonths } = life.account;
  const isInvoiceBoundary = (day: PlainDate): boolean =>
    dayOfMonth(monthIndexOf(day), invoiceDay) === day &&
    (monthIndexOf(day) - 12 * yearOf(life.start)) % invoicePeriodMonths === 0;
  if (isInvoiceBoundary(start)) return { ...ownDay, day: invoiceDay };
  let day = addDays(start, 1);
  while (!isInvoiceBoundary(day)) day = addDays(day, 1);
  return { monthIndex: monthIndexOf(day), day: invoiceDay };
}

// ---- BILL-1, BILL-2, BILL-4, BILL-5

function isDue(
  plan: LifePlan,
  B: (k: number) => PlainDate,
  j: number,
  { end, today }: { readonly end: PlainDate | null; readonly today: PlainDate },
): boolean {
  if (plan.billAccessFeesIn === 'arrears') return B(j + 1) <= today || (end !== null && end <= today);
  for (let k = Math.max(0, j - plan.periodsInAdvance + 1); k <= j; k += 1)
    if (addMonths(B(k), -plan.billMonthsInAdvance) <= today) return true;
  return false;
}

// ---- FEE-3, CAT-7, CAT-8

interface Stream {
  readonly name: string;
  readonly fee: (day: PlainDate) => number;
  /** Days of its own; null: all of the stay. */
  readonly days: readonly Days[] | null;
}

function streamsOf(life: Life, { plan: index, ownFees }: Stay, known: Known): Stream[] {
  const plan = life.plans[index] as LifePlan;
  const dear = (fee: number) => () => fee + known.dearer;
  const ownOr = (fee: number) => (day: PlainDate) =>
    ownFees.findLast(({ from, to }) => from <= day && (to === null || day <= to))?.fee ?? fee + known.dearer;
  return [
    ...(plan.accessFee === null
      ? plan.serviceFees.map((fee, n) => ({ name: `access_fee ${n + 1}`, fee: dear(fee), days: null }))
      : [{ name: 'access_fee -', fee: ownOr(plan.accessFee), days: null }]),
    ...(plan.featureFee === null
      ? []
      : [{ name: 'feature_fee 1/8', fee: dear(plan.featureFee), days: null }]),
    { name: 'bolt_on_fee 1/7', fee: (day) => boltOnPriceOn(life, day), days: known.boltOn },
  ];
}

// ---- BILL-6, BILL-7

/** How much of a fee is used of period j, as a fraction. */
function usedOf(
  plan: LifePlan,
  B: ((k: number) => PlainDate) & { readonly anchor: Anchor },
  j: number,
  {
    stay,
    known,
    end,
    stream,
  }: { readonly stay: Stay; readonly known: Known; readonly end: PlainDate | null; readonly stream: Stream },
): { readonly top: bigint; readonly bottom: bigint } {
  const isServed = (day: PlainDate): boolean =>
    day >= stay.start &&
    (end === null || day < end) &&
    !known.suspensions.some((days) => !days.billed && holds(days, day)) &&
    (stream.days === null || stream.days.some((days) => holds(days, day)));
  const begins = later(stay.start, stream.days?.[0]?.from ?? stay.start);

  let top = 0n;
  let bottom = 1n;
  let isUsed = false;
  let begun = 0n;
  for (const { from, until } of wholePeriodsOf(plan, B, j)) {
    let days = 0;
    for (let day = from; day < until; day = addDays(day, 1)) if (isServed(day)) days += 1;
    if (days > 0) isUsed = true;
    if (until > begins) begun += 1n;
    const length = BigInt(daysBetween(from, until));
    top = top * length + BigInt(days) * bottom;
    bottom *= length;
  }
  if (plan.proRata) return { top, bottom };
  return { top: isUsed ? begun : 0n, bottom: 1n };
}

/** The whole periods that period j is made of: itself, or those of the first one counted back from its end. */
function wholePeriodsOf(
  plan: LifePlan,
  B: ((k: number) => PlainDate) & { readonly anchor: Anchor },
  j: number,
): { readonly from: PlainDate; readonly until: PlainDate }[] {
  if (j > 0) return [{ from: B(j), until: B(j + 1) }];
  const back = (n: number) => boundary(B.anchor, -n * plan.periodLengthMonths);
  const wholes: { readonly from: PlainDate; readonly until: PlainDate }[] = [];
  for (let n = 0; back(n) > B(0); n += 1) wholes.push({ from: back(n + 1), until: back(n) });
  return wholes;
}
