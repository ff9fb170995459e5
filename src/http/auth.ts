/** Who is calling: `Authorization: Bearer <token>`. Without a live token nothing under /v1 is answered. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Services } from '#app/services.ts';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';

const BEARER = /^Bearer +([\w.~+/-]{1,200}=*) *$/i;

export const authenticate =
  (services: Services): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const header = c.req.header('authorization');
    if (header === undefined)
      return challenge(
        c,
        'token_missing',
        'A token is needed: send the header "Authorization: Bearer <token>".',
      );
    const token = BEARER.exec(header)?.[1];
    if (token === undefined)
      return challenge(
        c,
        'token_malformed',
        'The Authorization header is not of the form "Bearer <token>".',
        'invalid_request',
      );
    const actor = await services.people.findActorByToken(token, c.get('requestId'));
    if (actor === null)
      return challenge(c, 'token_invalid', 'The token is unknown or was revoked.', 'invalid_token');
    c.set('actor', actor);
    return next();
  };

/** 401 with the challenge that RFC 6750 asks for; no error word where no token was sent. */
function challenge(c: Context<AppEnv>, code: string, detail: string, error?: string): Response {
  c.header('www-authenticate', `Bearer realm="cardline"${error ? `, error="${error}"` : ''}`);
  return problem(c, 401, code, detail);
}
