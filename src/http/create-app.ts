/**
 * The whole of HTTP: what every request passes through, the routes of each domain, and what the composition mounts beside
 * them (console, Slack, other hooks). It knows no database and no environment; it is handed all that it needs.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { IdempotencyStore } from '#app/ports/idempotency.ts';
import type { Log } from '#app/ports/log.ts';
import type { Clock, Readiness } from '#app/ports/platform.ts';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import { counted } from '#core/words.ts';
import type { AppEnv } from './app-env.ts';
import { authenticate } from './auth.ts';
import { idempotency } from './idempotency.ts';
import { loggedPath } from './logged-path.ts';
import { registerShared } from './openapi.ts';
import { onError, onNotFound, problem } from './problem.ts';
import type { Router } from './router.ts';
import { accountRoutes } from './routes/accounts.ts';
import { billingRoutes } from './routes/billing.ts';
import { billingDayRoutes } from './routes/billing-days.ts';
import { billingReportRoutes } from './routes/billing-report.ts';
import { cardlineRoutes } from './routes/cardlines.ts';
import { carrierHookRoutes } from './routes/carrier-hook.ts';
import { carrierRoutes } from './routes/carriers.ts';
import { changeRoutes } from './routes/changes.ts';
import { docsRoutes } from './routes/docs.ts';
import { googleHookRoutes } from './routes/google-hook.ts';
import { healthRoutes } from './routes/health.ts';
import { hookSourceRoutes } from './routes/hook-sources.ts';
import { type ScheduleHook, scheduleHookRoutes } from './routes/hooks.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { ledgerExportRoutes } from './routes/ledger-export.ts';
import { orderHookRoutes } from './routes/order-hook.ts';
import { orderRoutes } from './routes/orders.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { peopleRoutes } from './routes/people.ts';
import { periodRoutes } from './routes/periods.ts';
import { planRoutes } from './routes/plans.ts';
import { priceRoutes } from './routes/prices.ts';
import { providerRoutes } from './routes/provider.ts';
import { provisioningRoutes } from './routes/provisioning.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { rerateRoutes } from './routes/rerates.ts';
import { rowHistoryRoutes } from './routes/row-history.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { simulateBillingRoutes } from './routes/simulate-billing.ts';
import { simulatePlanRoutes } from './routes/simulate-plan.ts';
import { simulateRatingRoutes } from './routes/simulate-rating.ts';
import { simulateSubscriptionRoutes } from './routes/simulate-subscription.ts';
import { subscriptionDeedRoutes } from './routes/subscription-deeds.ts';
import { subscriptionFeeRoutes } from './routes/subscription-fees.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { tariffListingRoutes } from './routes/tariff-listings.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { usageRoutes } from './routes/usage.ts';
import { usageHookRoutes } from './routes/usage-hook.ts';
import { versionRoutes } from './routes/versions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workbookRoutes } from './routes/workbook.ts';
import { workbookLinkRoutes } from './routes/workbook-link.ts';

export interface AppParts {
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people and programs reach this app, without a slash at its end. */
  readonly url: string;
  readonly idempotency: IdempotencyStore;
  /** Is the database there and migrated? */
  readonly ready: () => Promise<Readiness>;
  /** What POST /hooks/schedule does; left out, the hook is off. */
  readonly schedule?: ScheduleHook;
  /** After a request that may have written something which is to leave; it does not wait and does not fail. */
  readonly nudge?: () => void;
  /** Pages and receivers of other adapters, each under its own path; mounted after the API. */
  readonly mounts?: readonly { readonly path: string; readonly app: Hono<AppEnv> }[];
}

/** No body is larger, whatever an operation says of its own: it would have to be held in memory. */
const LARGEST_BODY_BYTES = MOST_FILE_BYTES;

const NO_SCHEDULE: ScheduleHook = { secret: null, tick: async () => [] };

/** The routes of each domain, in the order of the documentation. */
const routers = (services: Services): readonly Router[] => [
  planRoutes(services),
  tariffListingRoutes(services),
  priceRoutes(services),
  changeRoutes(services),
  versionRoutes(services),
  rowHistoryRoutes(services),
  // Before the workbook's tabs, whose titles stand in the same place of an address.
  workbookLinkRoutes(services),
  workbookRoutes(services),
  accountRoutes(services),
  orderRoutes(services),
  provisioningRoutes(services),
  carrierRoutes(services),
  subscriptionRoutes(services),
  simulateSubscriptionRoutes(services),
  subscriptionDeedRoutes(services),
  subscriptionFeeRoutes(services),
  billingRoutes(services),
  billingDayRoutes(services),
  billingReportRoutes(services),
  periodRoutes(services),
  cardlineRoutes(services),
  invoiceRoutes(services),
  ledgerExportRoutes(services),
  usageRoutes(services),
  quarantineRoutes(services),
  rerateRoutes(services),
  simulateBillingRoutes(),
  simulatePlanRoutes(services),
  simulateRatingRoutes(),
  scheduleRoutes(services),
  outboxRoutes(services),
  providerRoutes(services),
  peopleRoutes(services),
  tokenRoutes(services),
  hookSourceRoutes(services),
  webhookRoutes(services),
];

export function createApp(parts: AppParts): Router {
  const { services, clock } = parts;
  const app: Router = new OpenAPIHono<AppEnv>();
  app.onError(onError);
  app.notFound(onNotFound);
  registerShared(app);

  app.use(requestId({ limitLength: 100 }));
  app.use(logRequests(parts.log));
  if (parts.nudge) app.use(nudgeAfterChanges(parts.nudge));
  app.use(
    secureHeaders({
      // What an API answers is never a page; pages say their own.
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
      overwrite: false,
    }),
  );
  app.use(refuseOtherMethods(app));
  app.use('/v1/*', keepNoCopy);
  app.use('/v1/*', authenticate(services));
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY_BYTES,
      onError: (c) =>
        problem(
          c,
          413,
          'content_too_large',
          `No body may be larger than ${counted(LARGEST_BODY_BYTES, 'byte')}.`,
        ),
    }),
  );
  app.use('/v1/*', idempotency({ store: parts.idempotency, clock }));

  for (const router of routers(services)) app.route('/', router);
  app.route('/', carrierHookRoutes(services));
  app.route('/', scheduleHookRoutes(parts.schedule ?? NO_SCHEDULE));
  app.route('/', orderHookRoutes(services));
  app.route('/', usageHookRoutes(services));
  app.route('/', googleHookRoutes(services));
  app.route('/', healthRoutes(parts.ready));
  app.route('/', docsRoutes(app, parts.url));
  for (const { path, app: mounted } of parts.mounts ?? []) app.route(path, mounted);
  return app;
}

/** One structured line for each request. Paths are logged without their query: it may hold names and numbers of people. */
const logRequests =
  (log: Log): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    c.set('log', log);
    const began = performance.now();
    await next();
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: loggedPath(c),
        status: c.res.status,
        ms: Math.round(performance.now() - began),
        provider: c.get('actor')?.providerCode,
        actor: c.get('actor')?.actorId,
      },
      'request',
    );
  };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

const nudgeAfterChanges =
  (nudge: () => void): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next();
    if (!READING.has(c.req.method)) nudge();
  };

/** Books of one provider: nobody on the way keeps a copy. */
const keepNoCopy: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

const refuseOtherMethods = (app: Router): MiddlewareHandler<AppEnv> =>
  methodNotAllowed<AppEnv>({
    app,
    onMethodNotAllowed: (c, methods) => {
      c.header('allow', methods.join(', '));
      const possible = methods.join(', ');
      return problem(
        c,
        405,
        'method_not_allowed',
        `${c.req.method} is not possible here; possible: ${possible}.`,
      );
    },
  });
