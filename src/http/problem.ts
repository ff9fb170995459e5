/**
 * RFC 9457 problem details: the one shape in which the API says no. `code` is stable and for programs, `detail` is one
 * sentence for people, `errors` has every fault with its place in the input.
 */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ZodError } from 'zod';
import { unavailableIn } from '#app/ports/unavailable.ts';
import type { Fault, FaultKind, Result } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import type { AppEnv } from './app-env.ts';
import { loggedPath } from './logged-path.ts';
import { shapeFaults } from './shape-faults.ts';

export interface FaultJson {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Where somebody else was first: the thing as it is now; null where it is gone. */
  readonly current?: unknown;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors: readonly FaultJson[];
  readonly requestId: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const STATUS_OF: Readonly<Record<FaultKind, ContentfulStatusCode>> = {
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
};
/** Where one refusal has faults of several kinds, the first of these speaks for it. */
const WEIGHTIEST: readonly FaultKind[] = ['forbidden', 'not_found', 'conflict', 'invalid'];

/** Faults that one problem lists: more are nobody's to read, and may be thousands of times what was sent. */
const MOST_ERRORS = 1000;

/** Several faults in a sentence. */
const severalFaults = (count: number): string =>
  count > MOST_ERRORS
    ? `${counted(count, 'fault')}; the first ${grouped(MOST_ERRORS)} are listed in errors.`
    : `${counted(count, 'fault')}; each is listed in errors.`;

/** A problem as an answer. */
export function problem(
  c: Context<AppEnv>,
  status: ContentfulStatusCode,
  code: string,
  detail: string,
  faults: readonly FaultJson[] = [],
): Response {
  const errors = faults.length > MOST_ERRORS ? faults.slice(0, MOST_ERRORS) : faults;
  const body: Problem = {
    type: `urn:cardline:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    errors,
    requestId: c.get('requestId'),
  };
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}

export const toFaultJson = ({ path, code, message }: Fault): FaultJson => ({
  path: path ?? '',
  code,
  message,
});

/** Faults as a problem: the status from their kind, the code from the fault where they agree on one. */
export function refuse<F extends Fault>(
  c: Context<AppEnv>,
  faults: readonly F[],
  toJson: (fault: F) => FaultJson = toFaultJson,
): Response {
  const kinds = new Set(faults.map(({ kind }) => kind ?? 'invalid'));
  const kind = WEIGHTIEST.find((candidate) => kinds.has(candidate)) ?? 'invalid';
  const codes = new Set(faults.map(({ code }) => code));
  const [first] = faults;
  const agreed = codes.size === 1 && first ? first.code : 'several_faults';
  const detail = faults.length === 1 && first ? first.message : severalFaults(faults.length);
  return problem(c, STATUS_OF[kind], agreed, detail, faults.map(toJson));
}

/** The answer to a deed: its value as JSON, or its faults as a problem. */
export function answer<T>(
  c: Context<AppEnv>,
  result: Result<T>,
  toJson: (value: T) => unknown,
  status: ContentfulStatusCode = 200,
): Response {
  return result.ok
    ? c.body(JSON.stringify(toJson(result.value)), status, { 'content-type': 'application/json' })
    : refuse(c, result.faults);
}

/** Answers a request that does not fit its schema, with all that is wrong with that part of it. */
export const refuseShape = (c: Context<AppEnv>, error: ZodError): Response => {
  const errors = shapeFaults(error.issues);
  const detail =
    errors.length === 1
      ? `${errors[0]?.path || 'The request'}: ${errors[0]?.message}`
      : severalFaults(errors.length);
  return problem(c, 422, 'invalid_request', detail, errors);
};

export const noSuchThing = (c: Context<AppEnv>, error: ZodError): Response =>
  problem(c, 404, 'not_found', `There is nothing at ${c.req.path}.`, shapeFaults(error.issues));

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  413: 'content_too_large',
  415: 'unsupported_media_type',
};

/** What passes (a database that restarts) has mostly passed by then. */
export const RETRY_AFTER_SECONDS = '5';

/** Last resort of every request: what Hono refuses keeps its status, a database that is away is a 503, anything else
 * a 500 whose message stays in the log. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof HTTPException && error.status < 500) {
    const code = error.message.startsWith('Malformed JSON') ? 'malformed_json' : CODE_OF_STATUS[error.status];
    return problem(c, error.status as ContentfulStatusCode, code ?? 'malformed_request', `${error.message}.`);
  }
  c.get('log').error({ err: error, requestId: c.get('requestId'), path: loggedPath(c) }, 'request failed');
  const unavailable = unavailableIn(error);
  if (unavailable !== null) {
    c.header('retry-after', RETRY_AFTER_SECONDS);
    return problem(c, 503, 'database_unavailable', `${unavailable.message} Ask again in a moment.`);
  }
  return problem(
    c,
    500,
    'internal_error',
    'Something went wrong on our side. The request id finds it in the log.',
  );
}

export const onNotFound = (c: Context<AppEnv>): Response =>
  problem(c, 404, 'no_such_path', `There is nothing at ${c.req.path}; GET /docs lists what there is.`);
