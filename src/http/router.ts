/**
 * Routes with little noise. `makeRouter()` answers every schema fault as a problem; `operation({…})` declares one
 * operation: what it takes, which power it needs, what it answers. The problems that any such operation can answer are
 * added to its description, and the power and the kind and size of the body are checked before its schemas are.
 */
import { createRoute, OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi';
import type { HonoRequest, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requirePower } from '#app/actor.ts';
import type { Power } from '#core/people/powers.ts';
import { counted } from '#core/words.ts';
import type { AppEnv } from './app-env.ts';
import { bodyOfValues } from './body-values.ts';
import { noSuchThing, problem, refuse, refuseShape } from './problem.ts';

export type Router = OpenAPIHono<AppEnv>;

export const makeRouter = (): Router =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      // A path with an impossible id names nothing, just as one with an unknown id does.
      return result.target === 'param' ? noSuchThing(c, result.error) : refuseShape(c, result.error);
    },
  });

/** Bytes of a JSON body; operations that take files say more. */
const USUAL_BODY_BYTES = 1_000_000;
/** Values of a JSON body; operations that take tables say more. */
const USUAL_BODY_VALUES = 20_000;

/** One successful answer: JSON of a schema, another media type, or none (204). */
export interface AnswerShape {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Instead of a schema: what comes is not JSON (`text/csv`). */
  readonly media?: readonly string[];
}

type ObjectSchema = z.ZodObject;

interface OperationShape<
  Path extends string,
  Params extends ObjectSchema | undefined,
  Query extends ObjectSchema | undefined,
  Body extends z.ZodType | undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `/v1/orders/{number}/halt` */
  readonly path: Path;
  /** The heading it stands under in the documentation: "Orders". */
  readonly tag: string;
  /** A few words, as a deed: "Halt an order". */
  readonly summary: string;
  readonly description?: string;
  /**
   * The power that the token must have; null where any token will do. `open` asks for nothing, `signature` for that of a
   * Standard Webhooks sender (see `guard`).
   */
  readonly power: PowerAsked;
  readonly params?: Params;
  readonly query?: Query;
  /** A JSON body. */
  readonly body?: Body;
  /** Other bodies taken (`text/csv`, `multipart/form-data`), with what they hold; read them with `c.req`. */
  readonly uploads?: Readonly<Record<string, string>>;
  readonly maxBodyBytes?: number;
  /** Values of a JSON body, those within values included. */
  readonly maxBodyValues?: number;
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** Problem answers beside those that such an operation has anyway. */
  readonly problems?: readonly ProblemStatus[];
  /** Asked in place of a token. */
  readonly guard?: MiddlewareHandler<AppEnv>;
}

/** Declares an operation, for `router.openapi(operation({…}), handler)`. */
export function operation<
  const Path extends string,
  Params extends ObjectSchema | undefined = undefined,
  Query extends ObjectSchema | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(shape: OperationShape<Path, Params, Query, Body>) {
  const takesBody = shape.body !== undefined || shape.uploads !== undefined;
  const media = [...(shape.body ? ['application/json'] : []), ...Object.keys(shape.uploads ?? {})];
  const route: RouteConfig = createRoute({
    method: shape.method,
    path: shape.path,
    tags: [shape.tag],
    summary: shape.summary,
    ...(shape.description === undefined ? {} : { description: shape.description }),
    security: securityOf(shape.power),
    request: {
      ...(shape.params ? { params: shape.params } : {}),
      ...(shape.query ? { query: shape.query } : {}),
      ...(takesBody
        ? {
            body: {
              // Several kinds of body: the JSON schema applies to JSON only.
              required: shape.uploads === undefined,
              content: {
                ...(shape.body ? { 'application/json': { schema: shape.body } } : {}),
                ...Object.fromEntries(
                  Object.entries(shape.uploads ?? {}).map(([type, description]) => [
                    type,
                    { schema: { type: 'string' as const, description } },
                  ]),
                ),
              },
            },
          }
        : {}),
    },
    responses: {
      ...Object.fromEntries(Object.entries(shape.answers).map(([status, it]) => [status, answerOf(it)])),
      ...problemsOf(shape, takesBody),
    },
    middleware: [
      ...(isPowerNeeded(shape.power) ? [powerNeeded(shape.power)] : []),
      ...(takesBody
        ? [
            bodyWithin(shape.maxBodyBytes ?? USUAL_BODY_BYTES),
            bodyTaken(media, shape.uploads !== undefined || takesNothing(shape.body)),
          ]
        : []),
      ...(shape.body ? [bodyOfValues(shape.maxBodyValues ?? USUAL_BODY_VALUES)] : []),
      // After the size of the body: a guard may read it.
      ...(shape.guard ? [shape.guard] : []),
    ],
  });
  return route as Operation<Path, Params, Query, Body>;
}

/** What the handler's types need of an operation; its answers stay plain Responses. */
type Operation<Path extends string, Params, Query, Body> = Omit<
  RouteConfig,
  'path' | 'request' | 'responses' | 'middleware'
> & {
  path: Path;
  request: (Params extends ObjectSchema ? { params: Params } : object) &
    (Query extends ObjectSchema ? { query: Query } : object) &
    (Body extends z.ZodType ? { body: { content: { 'application/json': { schema: Body } } } } : object);
  responses: RouteConfig['responses'];
};

const answerOf = ({ description, schema, media }: AnswerShape) => {
  if (schema) return { description, content: { 'application/json': { schema } } };
  if (!media) return { description };
  return {
    description,
    content: Object.fromEntries(media.map((type) => [type, { schema: { type: 'string' as const } }])),
  };
};

/** The shared problem answers by name; create-app registers them as components. */
export const PROBLEM_ANSWERS = {
  400: ['Malformed', 'The body cannot be read: malformed JSON or form data.'],
  401: ['Unauthenticated', 'No token, or one that is malformed, unknown or revoked.'],
  403: ['Forbidden', 'The token lacks the power that this takes; `detail` names it.'],
  404: ['NotFound', "There is no such thing, or it is another provider's."],
  409: ['Conflict', 'The thing is in another state than this needs, or somebody else was first.'],
  413: ['TooLarge', 'The body is larger than this operation takes.'],
  415: ['WrongMediaType', 'The body is of a kind that this operation does not take.'],
  422: ['Refused', 'The input breaks rules: every fault is in `errors`.'],
  500: ['Failed', 'A failure on our side; what was asked for may not have happened.'],
  503: ['Unavailable', 'Not now, or not as this installation is configured; `detail` says which.'],
} as const satisfies Record<number, readonly [name: string, description: string]>;

type ProblemStatus = keyof typeof PROBLEM_ANSWERS;

type PowerAsked = Power | null | 'open' | 'signature';

const isPowerNeeded = (asked: PowerAsked): asked is Power =>
  asked !== null && asked !== 'open' && asked !== 'signature';

const securityOf = (asked: PowerAsked) => {
  if (asked === 'open') return [];
  if (asked === 'signature') return [{ webhookSignature: [] }];
  return [{ token: asked === null ? [] : [asked] }];
};

function problemsOf(
  shape: {
    readonly method: string;
    readonly path: string;
    readonly power: PowerAsked;
    readonly query?: unknown;
    readonly problems?: readonly ProblemStatus[];
  },
  takesBody: boolean,
) {
  const changes = shape.method !== 'get';
  const statuses: ProblemStatus[] = [
    ...(takesBody ? ([400, 413, 415] as const) : []),
    ...(shape.power === 'open' ? [] : ([401] as const)),
    ...(isPowerNeeded(shape.power) ? ([403] as const) : []),
    ...(shape.path.includes('{') ? ([404] as const) : []),
    ...(changes ? ([409] as const) : []),
    ...(changes || shape.query ? ([422] as const) : []),
    500,
    503,
    ...(shape.problems ?? []),
  ];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { $ref: `#/components/responses/${PROBLEM_ANSWERS[status][0]}` as const },
    ]),
  );
}

/** Asked before the body is looked at, so that who may not do it learns nothing more; the use case asks again. */
const powerNeeded =
  (power: Power): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const allowed = requirePower(c.get('actor'), power);
    if (!allowed.ok) return refuse(c, allowed.faults);
    return next();
  };

/** Whether everything in a body may be left out. */
const takesNothing = (body: z.ZodType | undefined): boolean => body?.safeParse({}).success === true;

/** @param isOptional a request without a body is taken for one that leaves everything out */
const bodyTaken =
  (media: readonly string[], isOptional: boolean): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const mayBeNone = isOptional && (type === undefined || type === 'application/json');
    if (mayBeNone && media.includes('application/json') && (await isWithoutBody(c.req))) {
      c.req.bodyCache.json = Promise.resolve({});
      return next();
    }
    const isTaken = type === undefined ? c.req.raw.body === null : media.includes(type);
    return isTaken
      ? next()
      : problem(
          c,
          415,
          'unsupported_media_type',
          `This takes ${media.join(' or ')}, not ${type ?? 'a body that does not say what it is'}: set Content-Type.`,
        );
  };

/** Servers give a POST without a body an empty one. */
async function isWithoutBody(request: HonoRequest): Promise<boolean> {
  const length = request.header('content-length');
  if (request.raw.body === null || length === '0') return true;
  return length === undefined && (await request.arrayBuffer()).byteLength === 0;
}

const bodyWithin = (bytes: number): MiddlewareHandler<AppEnv> =>
  bodyLimit({
    maxSize: bytes,
    onError: (c) =>
      problem(
        c,
        413,
        'content_too_large',
        `The body is larger than the ${counted(bytes, 'byte')} that this takes.`,
      ),
  });
