/**
 * The token of a sign-up form: when it was given out, something that nobody can guess, and a signature over both. It needs no
 * cookie and no script, and it is the order's identity: the same form, sent twice, is one order.
 */
import { instant } from '#core/calendar.ts';
import { FORM_EXPIRED, formAgeFault } from '#core/portal/limits.ts';
import { no, ok, type Result } from '#core/result.ts';
import type { Tenant } from '../ports/platform.ts';
import type { PortalPorts } from './services.ts';

type TokenPorts = Pick<PortalPorts, 'clock' | 'secrets' | 'keyedHash'>;

export async function makeFormToken(
  { clock, secrets, keyedHash }: TokenPorts,
  { providerId }: Pick<Tenant, 'providerId'>,
): Promise<string> {
  const issued = Date.parse(clock.now());
  const nonce = secrets.token();
  return `${issued}.${nonce}.${await keyedHash(signed(providerId, issued, nonce))}`;
}

/** The tracking token of the order that the form is for (`form_expired`, `form_too_fast`). */
export async function readFormToken(
  { clock, keyedHash }: TokenPorts,
  { providerId }: Pick<Tenant, 'providerId'>,
  token: string,
): Promise<Result<string>> {
  const [issuedText = '', nonce = '', signature = ''] = token.split('.');
  const issued = /^\d{13}$/.test(issuedText) ? Number(issuedText) : Number.NaN;
  const isOurs =
    !Number.isNaN(issued) &&
    /^[\w-]{20,100}$/.test(nonce) &&
    equal(signature, await keyedHash(signed(providerId, issued, nonce)));
  // One that nobody gave out and one that is too old are told the same, and both get a fresh one.
  if (!isOurs) return no(FORM_EXPIRED);
  const problem = formAgeFault(instant(new Date(issued)), clock.now());
  return problem === null ? ok(await keyedHash(`track ${providerId} ${nonce}`)) : no(problem);
}

const signed = (providerId: number, issued: number, nonce: string): string =>
  `form ${providerId} ${issued} ${nonce}`;

/** As long for a near miss as for any other. */
function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < b.length; at += 1) difference |= (a.charCodeAt(at) || 0) ^ b.charCodeAt(at);
  return difference === 0;
}
