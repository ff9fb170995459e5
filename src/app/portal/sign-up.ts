import type { PlainDate } from '#core/calendar.ts';
import type { ContractDocument } from '#core/orders/contract-document.ts';
import type { ServiceWish } from '#core/orders/place-order.ts';
import { hourOf, PORTAL_LIMITS, sameOrderSince } from '#core/portal/limits.ts';
import { conflict, type Fault, fault, no, ok, type Refused, type Result } from '#core/result.ts';
import { checkOrder, placeChecked } from '../orders/place-order.ts';
import type { Actor } from '../ports/platform.ts';
import { readFormToken } from './form-token.ts';
import { findPortal } from './open-portal.ts';
import type { PortalPorts } from './services.ts';

export interface SignUp {
  /** As the form had it (`Portal.formToken`). */
  readonly formToken: string;
  /** A field that people do not see: whoever fills it in is none. */
  readonly trap: string;
  /** Whom the request came from; kept only as a keyed hash, for an hour. */
  readonly sourceAddress: string;
  readonly packagePlan: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly requestedOn: PlainDate | null;
  /** In the order of the plan's services. */
  readonly services: readonly ServiceWish[];
  readonly contractDocument: ContractDocument | null;
  /** What was typed and could not be read. */
  readonly unread?: readonly Fault[] | undefined;
}

export interface SignedUp {
  readonly number: string;
  /** Opens the customer's view of the order. */
  readonly trackingToken: string;
}

/**
 * ORD-1: an end user orders: a new account and an order on it, both or neither, in the channel `portal`. It goes its way at once;
 * staff find it in the list of orders, where it can be corrected and cancelled like any other.
 *
 * Refuses `portal_not_found`, forms that are not good any more, `form_not_taken` (the trap), `too_many_forms` and
 * `too_many_orders` (limits of an hour), `already_ordered`, and everything that is wrong with what was typed, at once.
 */
export const makeSignUp =
  (ports: PortalPorts) =>
  async (code: string, input: SignUp): Promise<Result<SignedUp>> => {
    const found = await findPortal(ports, code);
    if (!found.ok) return found;
    const actor = found.value;
    const counter = await makeCounter(ports, actor, input.sourceAddress);
    if (!(await counter.takes({ 'forms from': PORTAL_LIMITS.formsPerAddress })))
      return tooMany('too_many_forms');
    const token = await readFormToken(ports, actor, input.formToken);
    if (!token.ok) return token;
    if (input.trap !== '') return no(TRAPPED);

    const trackingToken = token.value;
    const before = await ports.orders.find({
      providerId: actor.providerId,
      trackingHash: await ports.secrets.hash(trackingToken),
    });
    if (before !== null) return ok({ number: before.order.number, trackingToken });

    const contact = checkContact(input);
    const checked = await checkOrder(ports, actor, {
      newAccount: {
        name: input.name,
        email: input.email || null,
        phone: input.phone || null,
        address: input.address || null,
      },
      packagePlan: input.packagePlan,
      requestedOn: input.requestedOn,
      services: input.services,
      contractDocument: input.contractDocument,
      unread: input.unread,
    });
    if (!checked.ok || contact.length > 0)
      return no(...inFormOrder([...contact, ...(checked.ok ? [] : forCustomers(checked.faults, contact))]));
    const { placed } = checked.value;
    const same = await ports.portal.hasOrdered({
      providerId: actor.providerId,
      email: input.email.trim(),
      packagePlanId: placed.packagePlan.id,
      since: sameOrderSince(ports.clock.now()),
    });
    if (same) return alreadyOrdered(actor);
    // What one address may not order does not count against everybody.
    const isTaken =
      (await counter.takes({ 'orders from': PORTAL_LIMITS.ordersPerAddress })) &&
      (await counter.takes({ orders: PORTAL_LIMITS.ordersPerProvider }));
    if (!isTaken) return tooMany('too_many_orders');
    const done = await placeChecked(ports, actor, checked.value, trackingToken);
    return done.ok
      ? ok({ number: done.value.order.number, trackingToken })
      : no(...forCustomers(done.faults));
  };

/** Counts what comes from an address in this hour; keys that end in "from" are the address's, others the provider's. */
async function makeCounter(
  { portal, clock, keyedHash }: Pick<PortalPorts, 'portal' | 'clock' | 'keyedHash'>,
  { providerId }: Actor,
  sourceAddress: string,
): Promise<{ takes(limits: Readonly<Record<string, number>>): Promise<boolean> }> {
  const now = clock.now();
  const hour = hourOf(now);
  // The hour is part of what is hashed: no two hours of one address can be put together.
  const whom = await keyedHash(`address ${providerId} ${hour.name} ${sourceAddress}`);
  return {
    async takes(limits) {
      const keys = Object.keys(limits).map((what) =>
        what.endsWith('from') ? `${hour.name} ${what} ${whom}` : `${hour.name} ${what}`,
      );
      const counts = await portal.count(providerId, keys, { at: now, expiresAt: hour.end });
      return Object.values(limits).every((limit, place) => (counts[place] ?? 0) <= limit);
    },
  };
}

/** Who orders for themselves has to be reached: what staff may leave out is needed here. */
const checkContact = ({ email, phone, address }: SignUp): Fault[] => [
  ...(email.trim() === '' ? [fault('required', 'Your e-mail address is missing.', 'newAccount.email')] : []),
  ...(phone.trim() === ''
    ? [fault('required', 'A phone number is missing, for the technician to reach you.', 'newAccount.phone')]
    : []),
  ...(address.trim() === '' ? [fault('required', 'Your address is missing.', 'newAccount.address')] : []),
];

const TYPED = /^(newAccount\.|services\[\d+\]\.details\.|requestedOn|contractDocument)/;

/**
 * What the customer can put right, as it is; of everything else only that the plan cannot be had: the reasons are the provider's
 * own. An address that is missing is told once, not for each service that would have been there.
 */
function forCustomers(faults: readonly Fault[], contact: readonly Fault[] = []): Fault[] {
  const isNoAddress = contact.some(({ path }) => path === 'newAccount.address');
  const own = faults.filter(({ path }) => TYPED.test(path ?? ''));
  const typed = own.filter(
    ({ code, path }) => !(isNoAddress && code === 'detail_required' && path?.endsWith('.address')),
  );
  return own.length === faults.length ? typed : [...typed, NOT_AVAILABLE];
}

const FORM_ORDER = ['newAccount.name', 'newAccount.email', 'newAccount.phone', 'newAccount.address'];

/** As they stand in the form: who is told, is told from the top down. */
function inFormOrder(faults: readonly Fault[]): Fault[] {
  const place = ({ path = '' }: Fault) =>
    FORM_ORDER.includes(path) ? FORM_ORDER.indexOf(path) : FORM_ORDER.length;
  return faults.toSorted((a, b) => place(a) - place(b));
}

const NOT_AVAILABLE: Fault = fault(
  'plan_not_available',
  'This plan cannot be ordered online at the moment. Please choose another, or call us.',
  'packagePlan',
);

const TRAPPED: Fault = fault(
  'form_not_taken',
  'This form was not taken: leave the field that asks to stay empty as it is.',
);

const tooMany = (code: 'too_many_forms' | 'too_many_orders'): Refused =>
  conflict(
    code,
    'More orders have come in than we can take at once. Please try again in an hour, or call us: nothing is lost by waiting.',
  );

const alreadyOrdered = ({ providerName }: Actor): Refused =>
  conflict(
    'already_ordered',
    `An order for this plan with this e-mail address came in less than a day ago, so there is no need to order again. The link that you were given shows how far it is; if you have lost it, or want the plan twice, please call ${providerName}.`,
  );
