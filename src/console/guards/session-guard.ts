/** Who is at the browser: the session cookie, read once a request. Without a live session every page leads to signing in. */
import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Instant } from '#core/calendar.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { withQuery } from '../parts/html.ts';
import { formTokenOf } from './form-guard.ts';
import { returnPath } from './return-path.ts';

/** Over https the name itself makes browsers insist on Secure, this host alone and the whole path. */
const cookieName = (url: string): string =>
  url.startsWith('https:') ? '__Host-cardline_session' : 'cardline_session';

const cookieOptions = (url: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: url.startsWith('https:') }) as const;

export const sessionToken = (c: ConsoleContext, url: string): string | undefined =>
  getCookie(c, cookieName(url));

/** As a length of time, not a moment: the browser's clock may differ from ours. */
export function keepSession(
  c: ConsoleContext,
  { url, clock }: Pick<ConsoleDeps, 'url' | 'clock'>,
  token: string,
  until: Instant,
): void {
  const maxAge = Math.floor((Date.parse(until) - Date.parse(clock.now())) / 1000);
  setCookie(c, cookieName(url), token, { ...cookieOptions(url), maxAge });
}

export function endSession(c: ConsoleContext, url: string): void {
  deleteCookie(c, cookieName(url), cookieOptions(url));
}

/** Puts the actor and the session's form token on the request; answers whether there is one. */
export async function recogniseSession(c: ConsoleContext, deps: ConsoleDeps): Promise<boolean> {
  const token = sessionToken(c, deps.url);
  if (token === undefined) return false;
  const actor = await deps.services.people.findActorBySession(token, c.get('requestId'));
  if (actor === null) return false;
  c.set('actor', actor);
  c.set('formToken', await formTokenOf(deps.secrets, token));
  return true;
}

export const sessionGuard =
  (deps: ConsoleDeps): MiddlewareHandler<ConsoleEnv> =>
  async (c, next) => {
    if (await recogniseSession(c, deps)) return next();
    return c.redirect(withQuery('/sign-in', { to: whereTo(c) }), 303);
  };

/** The page itself; for a form that was sent too late, the page that it stood on. */
function whereTo(c: ConsoleContext): string | null {
  const here = new URL(c.req.url);
  if (c.req.method !== 'POST') return here.pathname === '/' ? null : returnPath(here.pathname + here.search);
  const referrer = URL.parse(c.req.header('referer') ?? '');
  return referrer?.origin === here.origin ? returnPath(referrer.pathname + referrer.search) : null;
}
