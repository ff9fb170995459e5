/** The notice that a deed leaves for the page after the redirect: in a cookie that is read once. */
import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleContext, ConsoleEnv } from '../console-env.ts';
import type { Tone } from '../parts/shapes.ts';

const NOTICE_COOKIE = 'cardline_notice';
const TONES: readonly Tone[] = ['good', 'wait', 'warn', 'bad'];
/** A cookie holds about four thousand characters, encoded. */
const MAX_TEXT = 600;

/** Sends the browser to a page (with GET: reloading it repeats nothing), where the notice is shown. */
export function redirectWithNotice(
  c: ConsoleContext,
  target: string,
  text: string,
  tone: Tone = 'good',
): Response {
  setCookie(c, NOTICE_COOKIE, `${tone}:${text.slice(0, MAX_TEXT)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: c.req.url.startsWith('https:'),
    maxAge: 60,
  });
  return c.redirect(target, 303);
}

export const readNotice: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  c.set('notice', null);
  const cookie = c.req.method === 'GET' ? getCookie(c, NOTICE_COOKIE) : undefined;
  if (cookie !== undefined) {
    const tone = TONES.find((candidate) => cookie.startsWith(`${candidate}:`));
    if (tone !== undefined) c.set('notice', { tone, text: cookie.slice(tone.length + 1) });
    deleteCookie(c, NOTICE_COOKIE, { path: '/' });
  }
  await next();
};
