/**
 * A form that is sent twice (a double click, a reload, a nervous network) does its deed once: the second is led to where the
 * first one was. Told apart by the page it was filled in on and by what it says, so changing it makes it another form.
 */
import type { MiddlewareHandler } from 'hono';
import { type KeyClaim, requestKeyOf } from '#app/ports/idempotency.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { problemPage } from '../pages/problem-pages.ts';
import { FORM_TOKEN_FIELD } from '../parts/form.ts';

const HTML = 'text/html; charset=UTF-8';
const POLL_MS = 150;
/** How long the second waits for the first. */
const POLLS = 60;

type OnceDeps = Pick<ConsoleDeps, 'idempotency' | 'clock' | 'secrets'>;

/** After the form guard, which has read the form. */
export const once =
  (deps: OnceDeps): MiddlewareHandler<ConsoleEnv> =>
  async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const identity = await identityOf(c, deps);
    const claim: KeyClaim = {
      providerId: c.get('actor').providerId,
      key: `form ${identity}`,
      requestHash: identity,
      claimedAt: deps.clock.now(),
    };
    for (let poll = 0; poll < POLLS; poll += 1) {
      const outcome = await deps.idempotency.claim(claim);
      if (outcome.kind === 'claimed') {
        c.set('requestKey', requestKeyOf(claim));
        return settle(c, next, deps, claim);
      }
      if (outcome.kind === 'answered') {
        const { location = '/', 'set-cookie': cookie, 'content-type': type = HTML } = outcome.answer.headers;
        if (outcome.answer.status === 200) return c.body(outcome.answer.body, 200, { 'content-type': type });
        if (cookie !== undefined) c.header('set-cookie', cookie);
        return c.redirect(location, 303);
      }
      await new Promise((resume) => setTimeout(resume, POLL_MS));
    }
    return problemPage(
      c,
      409,
      'Still being worked on',
      'This form was sent twice, and the first is still being worked on. It is done once: look at it again in a moment.',
    );
  };

/**
 * Only what ended with a redirect was done, or with a page or answer that says so (`isDone`); anything else (a refusal, a failure, a secret
 * shown once) is not kept.
 */
async function settle(
  c: ConsoleContext,
  next: () => Promise<void>,
  { idempotency }: OnceDeps,
  claim: KeyClaim,
): Promise<void> {
  try {
    await next();
  } catch (error) {
    await idempotency.release(claim);
    throw error;
  }
  if (c.res.status === 200 && c.get('isDone'))
    return idempotency.keep(claim, {
      status: 200,
      headers: { 'content-type': c.res.headers.get('content-type') ?? HTML },
      body: await c.res.clone().text(),
    });
  const location = c.res.headers.get('location');
  if (c.res.status !== 303 || location === null) return idempotency.release(claim);
  const cookie = c.res.headers.get('set-cookie');
  await idempotency.keep(claim, {
    status: 303,
    headers: { location, ...(cookie === null ? {} : { 'set-cookie': cookie }) },
    body: '',
  });
}

async function identityOf(c: ConsoleContext, { secrets }: OnceDeps): Promise<string> {
  const fields = await Promise.all(
    c
      .get('form')
      .entries.map(async ([name, value]) => [
        name,
        typeof value === 'string' ? value : await hashOf(value, secrets),
      ]),
  );
  const token = fields.find(([name]) => name === FORM_TOKEN_FIELD)?.[1];
  return secrets.hash(JSON.stringify([c.get('actor').actorId, c.req.path, token, fields]));
}

const hashOf = async (file: File, secrets: OnceDeps['secrets']): Promise<string> =>
  secrets.hash(`${file.name} ${new TextDecoder('latin1').decode(await file.arrayBuffer())}`);
