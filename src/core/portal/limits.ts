/** What the portal takes from people whom nobody knows: how fast, how often, how late. */
import { type Instant, instant } from '../calendar.ts';
import { type Fault, fault } from '../result.ts';

/** Within one hour of the clock. */
export const PORTAL_LIMITS = {
  /** Forms sent from one address, whatever came of them. */
  formsPerAddress: 30,
  /** Orders from one address: a household, or everybody behind one router. */
  ordersPerAddress: 5,
  /** Orders at one provider, from everywhere. */
  ordersPerProvider: 100,
} as const;

/** How long a form may lie open. */
const FORM_HOURS = 2;
/** Nobody reads and fills in a form faster. */
const FORM_SECONDS = 2;
/** The same plan under the same e-mail address within this time is ordered by mistake. */
const SAME_ORDER_HOURS = 24;

const HOUR_MS = 3_600_000;

/** What is wrong with the age of a form; null where it is good. */
export function formAgeFault(issuedAt: Instant, now: Instant): Fault | null {
  const age = Date.parse(now) - Date.parse(issuedAt);
  if (age > FORM_HOURS * HOUR_MS || age < 0) return FORM_EXPIRED;
  return age < FORM_SECONDS * 1000
    ? fault('form_too_fast', 'That was very quick. Please wait a moment, then send the form again.')
    : null;
}

export const FORM_EXPIRED: Fault = fault(
  'form_expired',
  'This form was open for too long. Please look it over once more, then send it again.',
);

/** The hour of the clock that an instant is in: limits begin anew with each. */
export function hourOf(now: Instant): { readonly name: string; readonly end: Instant } {
  const end = new Date((Math.floor(Date.parse(now) / HOUR_MS) + 1) * HOUR_MS);
  return { name: now.slice(0, 13), end: instant(end) };
}

export const sameOrderSince = (now: Instant): Instant =>
  instant(new Date(Date.parse(now) - SAME_ORDER_HOURS * HOUR_MS));
