/** The console: server-rendered pages for people, over the same deeds as the API. No script is needed; one page (the grid) allows ours. */

import { Hono, type MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { unavailableIn } from '#app/ports/unavailable.ts';
import type { AppEnv } from '#http/app-env.ts';
import { assetRoutes } from './assets/assets.ts';
import type { ConsoleDeps, ConsoleEnv } from './console-env.ts';
import { formGuard } from './guards/form-guard.ts';
import { pageHeaders } from './guards/headers.ts';
import { readNotice } from './guards/notices.ts';
import { once } from './guards/once.ts';
import { recogniseSession, sessionGuard } from './guards/session-guard.ts';
import { accountPages } from './pages/accounts.ts';
import { activateSeveralPages } from './pages/activate-several.ts';
import { auditPages } from './pages/audit.ts';
import { billingPages } from './pages/billing.ts';
import { billingDecisionPages } from './pages/billing-decision.ts';
import { cardlinePages } from './pages/cardlines.ts';
import { oneCarrierPages } from './pages/carrier.ts';
import { carrierPages } from './pages/carriers.ts';
import { cataloguePages } from './pages/catalogue.ts';
import { changePages } from './pages/changes.ts';
import { draftPages } from './pages/drafts.ts';
import { googleLinkPages } from './pages/google-link.ts';
import { googleSheetPages } from './pages/google-sheet.ts';
import { gridPages } from './pages/grid.ts';
import { homePages } from './pages/home.ts';
import { hookSourcePages } from './pages/hook-sources.ts';
import { accountImportPages } from './pages/import-accounts.ts';
import { invoicePages } from './pages/invoices.ts';
import { ledgerExportPages } from './pages/ledger-export.ts';
import { logoPages } from './pages/logo.ts';
import { newOrderPages } from './pages/new-order.ts';
import { orderPages } from './pages/orders.ts';
import { outboxPages } from './pages/outbox.ts';
import { parkedPages } from './pages/parked-accounts.ts';
import { peoplePages } from './pages/people.ts';
import { periodPages } from './pages/periods.ts';
import { planCalendarPages } from './pages/plan-calendar.ts';
import { planEditorPages } from './pages/plan-editor.ts';
import { pricePages } from './pages/prices.ts';
import { brokenPage, notFoundPage, unavailablePage } from './pages/problem-pages.ts';
import { quarantinePages } from './pages/quarantine.ts';
import { queuePages } from './pages/queue.ts';
import { requestPages } from './pages/request.ts';
import { reratePages } from './pages/rerates.ts';
import { rowHistoryPages } from './pages/row-history.ts';
import { runReportPages } from './pages/run-report.ts';
import { settingsPages } from './pages/settings.ts';
import { signInPages, signOut } from './pages/sign-in.ts';
import { signUpPages } from './pages/signup.ts';
import { slackPages } from './pages/slack.ts';
import { slackInstallPages } from './pages/slack-install.ts';
import { slackLinkPages } from './pages/slack-link.ts';
import { statusPages } from './pages/status.ts';
import { subscriptionPages } from './pages/subscriptions.ts';
import { tariffListingPages } from './pages/tariff-listings.ts';
import { tokenPages } from './pages/tokens.ts';
import { trackPages } from './pages/track.ts';
import { usagePages } from './pages/usage.ts';
import { versionPages } from './pages/versions.ts';
import { webhookPages } from './pages/webhooks.ts';
import { whatIfPages } from './pages/what-if.ts';
import { workbookPages } from './pages/workbook.ts';

/** Mounted at the root, after the API. */
export function createConsole(deps: ConsoleDeps): Hono<AppEnv> {
  const app = new Hono<ConsoleEnv>();
  app.onError((error, c) => {
    deps.log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'page failed');
    return unavailableIn(error) === null ? brokenPage(c) : unavailablePage(c);
  });

  app.route('/', assetRoutes());

  const signedIn: MiddlewareHandler<ConsoleEnv> = every(
    pageHeaders,
    sessionGuard(deps),
    formGuard(deps),
    once(deps),
    readNotice,
  );

  app.use('/sign-in/*', pageHeaders, readNotice);
  app.route('/', signInPages(deps));
  app.post('/sign-out', signedIn, signOut(deps));

  // For end customers, whom nobody signs in: ordering, and the order's own page, whose link is the key.
  app.use('/signup/*', pageHeaders);
  app.route('/signup', signUpPages(deps));
  app.use('/track/*', pageHeaders);
  app.route('/track', trackPages(deps));

  // Out to Slack and back.
  app.route('/', slackInstallPages(deps));

  // Guarded path by path: what is nobody's page is answered by the app that this one is mounted in.
  const sections: readonly (readonly [string, Hono<ConsoleEnv>])[] = [
    ['/catalogue/history', rowHistoryPages(deps)],
    ['/catalogue', cataloguePages(deps)],
    ['/catalogue', pricePages(deps)],
    ['/workbook/google', googleSheetPages(deps)],
    ['/workbook', gridPages(deps)],
    ['/catalogue', planCalendarPages(deps)],
    ['/workbook', workbookPages(deps)],
    ['/plan-editor', planEditorPages(deps)],
    ['/changes', changePages(deps)],
    ['/versions', versionPages(deps)],
    ['/queue/activate', activateSeveralPages(deps)],
    ['/queue', queuePages(deps)],
    ['/queue', requestPages(deps)],
    ['/carriers/of', oneCarrierPages(deps)],
    ['/carriers', carrierPages(deps)],
    ['/orders/new', newOrderPages(deps)],
    ['/orders', orderPages(deps)],
    ['/accounts/import', accountImportPages(deps)],
    ['/accounts', accountPages(deps)],
    ['/subscriptions', subscriptionPages(deps)],
    ['/subscriptions', whatIfPages(deps)],
    ['/billing/cardlines', cardlinePages(deps)],
    ['/billing/parked', parkedPages(deps)],
    ['/billing/runs', runReportPages(deps)],
    ['/billing/runs', billingDecisionPages(deps)],
    ['/billing', billingPages(deps)],
    ['/periods', periodPages(deps)],
    ['/usage/quarantine', quarantinePages(deps)],
    ['/usage/rerates', reratePages(deps)],
    ['/usage/tariffs', tariffListingPages(deps)],
    ['/usage', usagePages(deps)],
    ['/invoices/drafts', draftPages(deps)],
    ['/invoices/ledger', ledgerExportPages(deps)],
    ['/invoices', invoicePages(deps)],
    ['/status/outbox', outboxPages(deps)],
    ['/status', statusPages(deps)],
    ['/people/tokens', tokenPages(deps)],
    ['/people/hooks', hookSourcePages(deps)],
    ['/people/webhooks', webhookPages(deps)],
    ['/people/settings', settingsPages(deps)],
    ['/people/logo', logoPages(deps)],
    ['/people/slack', slackPages(deps)],
    ['/link/google', googleLinkPages(deps)],
    ['/link/slack', slackLinkPages(deps)],
    ['/people', peoplePages(deps)],
    ['/audit', auditPages(deps)],
  ];
  for (const path of new Set(sections.map(([path]) => path.split('/').slice(0, 2).join('/'))))
    app.use(`${path}/*`, signedIn);
  for (const [path, pages] of sections) app.route(path, pages);
  app.get('/', signedIn);
  app.route('/', homePages(deps));
  // A middleware and no route, so that it does not make unknown paths of the API look like pages that refuse a method.
  app.use('*', lastResort(deps));
  return new Hono<AppEnv>().route('/', app);
}

/** A page for a browser that asks for something that is not there; others are answered by the app around. */
const lastResort =
  (deps: ConsoleDeps): MiddlewareHandler<ConsoleEnv> =>
  (c, next) => {
    const isBrowser = c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');
    const isSignedIn = c.get('formToken') !== undefined;
    // Whom the API has recognised by a token is no browser, whatever it accepts.
    if (!isBrowser || (c.get('actor') !== undefined && !isSignedIn)) return next();
    return pageHeaders(c, async () => {
      if (!isSignedIn) await recogniseSession(c, deps);
      c.set('notice', null);
      c.res = await notFoundPage(c);
    });
  };
