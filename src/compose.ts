/**
 * Joins the parts: stores on a database → use cases → HTTP, pages and the tick. Both runtimes and the command line use it, so
 * that a deed is the same wherever it comes from.
 */
import { makeAccountServices } from '#app/accounts/services.ts';
import { makeCatalogueServices } from '#app/catalogue/services.ts';
import { makeGoogleServices } from '#app/google/services.ts';
import { makeHookServices } from '#app/hooks/services.ts';
import { makeInvoiceServices } from '#app/invoices/services.ts';
import { makeJobServices } from '#app/jobs/services.ts';
import { makeOrderServices } from '#app/orders/services.ts';
import { makeOutboxServices } from '#app/outbox/services.ts';
import { makePeopleServices } from '#app/people/services.ts';
import { makePortalServices } from '#app/portal/services.ts';
import type { Background } from '#app/ports/background.ts';
import type { RunQueue } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';
import type { DeliveryChannel } from '#app/ports/outbox.ts';
import type { Clock, KeyedHash, Secrets } from '#app/ports/platform.ts';
import type { SealerOf } from '#app/ports/sealer.ts';
import type { Spreadsheets } from '#app/ports/spreadsheets.ts';
import type { SourceSecrets } from '#app/ports/workflow.ts';
import type { Services } from '#app/services.ts';
import { makePanelServices } from '#app/sheet-panel/services.ts';
import { makeMarkChannel } from '#app/sheets/mark-channel.ts';
import { makeProviderWorkbook } from '#app/sheets/provider-workbook.ts';
import { makeSheetServices } from '#app/sheets/services.ts';
import { makeSlackServices } from '#app/slack/services.ts';
import { makeSubscriptionServices } from '#app/subscriptions/services.ts';
import { makeTariffServices } from '#app/tariffs/services.ts';
import { makeUsageServices } from '#app/usage/services.ts';
import { makeWebhookServices } from '#app/webhooks/services.ts';
import { makeWebhookChannel } from '#app/webhooks/webhook-channel.ts';
import { makeWorkbookServices } from '#app/workbook/services.ts';
import { makeCarrierFileChannel } from '#app/workflow/carrier-file-channel.ts';
import { makeWorkflowServices } from '#app/workflow/services.ts';
import { makeGateway } from '#bot/gateway.ts';
import { makeSlackChannel } from '#bot/notices/slack-channel.ts';
import { createConsole } from '#console/create-console.ts';
import type { Database } from '#db/database.ts';
import { readiness } from '#db/readiness.ts';
import { makeAccountStore } from '#db/stores/account-store.ts';
import { makeAuditReader } from '#db/stores/audit-store.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChangeSetStore } from '#db/stores/change-set-store.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeDeliveryStore } from '#db/stores/delivery-store.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeGoogleStore } from '#db/stores/google-store.ts';
import { makeHookStore } from '#db/stores/hook-store.ts';
import { makeIdempotencyStore } from '#db/stores/idempotency-store.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeLedgerExport } from '#db/stores/ledger-export-store.ts';
import { makeOrderQueueStore } from '#db/stores/order-queue-store.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeOrderViewStore } from '#db/stores/order-view-store.ts';
import { makeOutboxReader } from '#db/stores/outbox-store.ts';
import { makePersonStore } from '#db/stores/person-store.ts';
import { makePortalStore } from '#db/stores/portal-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeRatingCatalogue } from '#db/stores/rating-catalogue.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import { makeRowHistoryReader } from '#db/stores/row-history-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeSessionStore } from '#db/stores/session-store.ts';
import { makeSheetCheckStore } from '#db/stores/sheet-check-store.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { makeSubscriptionStore } from '#db/stores/subscription-store.ts';
import { makeTokenStore } from '#db/stores/token-store.ts';
import { makeUsageReader } from '#db/stores/usage-reader.ts';
import { makeUsageStore } from '#db/stores/usage-store.ts';
import { makeWebhookStore } from '#db/stores/webhook-store.ts';
import { makeWorkbookLinkStore } from '#db/stores/workbook-link-store.ts';
import { makeWorkbookStore } from '#db/stores/workbook-store.ts';
import { makeAlertStore } from '#db/stores/workflow-alert-store.ts';
import { makeBatchFileStore } from '#db/stores/workflow-batch-store.ts';
import { makeCarrierStore } from '#db/stores/workflow-carrier-store.ts';
import { makeActivityFileStore } from '#db/stores/workflow-collect-store.ts';
import { isDrawable } from '#documents/logo.ts';
import { createApp } from '#http/create-app.ts';
import type { Router } from '#http/router.ts';
import { type Dispatcher, makeDispatcher, USUAL_LIMITS } from '#jobs/dispatch/dispatcher.ts';
import type { DispatchLimits } from '#jobs/dispatch/parts.ts';
import { makeJobs } from '#jobs/jobs.ts';
import { makeKeepRerates } from '#jobs/keep-rerates.ts';
import { makeKeepSheets } from '#jobs/keep-sheets.ts';
import { makeTick, type Tick } from '#jobs/tick.ts';
import { workbookFiles as files } from '#sheets/files.ts';
import { makeGoogleSpreadsheets } from '#sheets/google/spreadsheets.ts';
import { makeBilling } from './billing-parts.ts';
import { DEFAULT_SLACK_API, type Feature, type GoogleSettings, type SlackSettings } from './env.ts';
import { googleDoor } from './google-door.ts';
import { makeClock } from './runtime/clock.ts';
import { makeKeyedHash } from './runtime/keyed-hash.ts';
import { makeSignedPost } from './runtime/signed-post.ts';
import { slackDoor } from './slack-door.ts';
import { slackParts } from './slack-parts.ts';

export interface Parts {
  readonly db: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly background: Background;
  /** null or left out: Slack is off. */
  readonly slack?: SlackSettings | null;
  /** null or left out: every provider's workbook is the built-in one. */
  readonly google?: GoogleSettings | null;
  /** Real time, for what the world's clock decides; left out: this machine's. */
  readonly wallClock?: Clock;
  /** null or left out: there is no secret to seal with (CARDLINE_SECRET). */
  readonly sealerOf?: SealerOf | null;
  /** Makes the secret of a source from the installation's; left out: there is none. */
  readonly sourceSecrets?: SourceSecrets | null;
  /** By the installation's secret (CARDLINE_SECRET); left out, by one of this process alone: its forms do not outlive it. */
  readonly keyedHash?: KeyedHash;
  /** On a developer's machine a webhook may lead to this machine; left out: it may not. */
  readonly isLoopbackAllowed?: boolean;
  /** Carries billing runs from one stretch to the next; left out: a pool in this process. */
  readonly runQueue?: RunQueue;
  /** Chunks of a billing run that one worker writes before it hands the run on; left out: all of them. */
  readonly stretch?: number;
  /** Raised when the process is about to end. */
  readonly stopping?: AbortSignal;
  /** How webhooks reach addresses that people gave; left out: as this platform's fetch does. */
  readonly outsideFetch?: typeof fetch;
}

export interface AppSettings {
  /** Where people reach Cardline, without a slash at its end. */
  readonly url: string;
  readonly features: readonly Feature[];
  /** of POST /hooks/schedule (`whsec_…`); without it the hook is off. */
  readonly scheduleHookSecret?: string | null;
  /** The names of the channels that carry notices out; what waits for another one shows as stuck. */
  readonly channels?: readonly string[];
  /** Something may have been written that is to leave. */
  readonly nudge?: () => void;
}

/** What a worker on a libSQL server writes of a run before others may have it: some ten seconds. On a file there are no others. */
export const STRETCH_ON_A_SERVER = 20;

/** The deeds of every domain on a database. */
export function makeServices(parts: Parts): Services {
  const { db, clock, secrets, log, background, slack, sealerOf, sourceSecrets, keyedHash } = parts;
  const reader = makeCatalogueReader(db);
  const catalogue = makeCatalogueStore(db);
  const builtin = makeWorkbookStore(db);
  const links = makeWorkbookLinkStore(db);
  const spreadsheets = spreadsheetsOf(parts);
  const firstSheetId = parts.google?.sheetId ?? null;
  const workbook = makeProviderWorkbook({ spreadsheets, links, firstSheetId, builtin, clock, secrets });
  const services: Omit<Services, 'sheets' | 'sheetPanel'> = {
    catalogue: makeCatalogueServices({
      catalogue,
      reader,
      changeSets: makeChangeSetStore(db),
      workbook,
      files,
      rowHistory: makeRowHistoryReader(db),
      providers: makeProviderStore(db),
      usageSums: makeUsageReader(db),
      runs: makeBillingRunStore(db),
      clock,
      secrets,
    }),
    workbook: makeWorkbookServices({
      links: spreadsheets === null ? null : links,
      workbook: builtin,
      files,
      catalogue,
      clock,
      runs: makeBillingRunStore(db),
    }),
    accounts: makeAccountServices({ accounts: makeAccountStore(db), files, clock, secrets }),
    people: makePeopleServices({
      people: makePersonStore(db),
      tokens: makeTokenStore(db),
      sessions: makeSessionStore(db),
      providers: makeProviderStore(db),
      audit: makeAuditReader(db),
      isDrawable,
      clock,
      secrets,
    }),
    slack: makeSlackServices({
      slack: makeSlackStore(db),
      people: makePersonStore(db),
      gateway: makeGateway({ apiUrl: slack?.apiUrl ?? DEFAULT_SLACK_API, oauth: slack?.oauth ?? null, log }),
      mode: !slack ? 'off' : slack.oauth === null ? 'one' : 'several',
      sealer: sealerOf?.('slack') ?? null,
      botToken: slack?.botToken ?? null,
      clock,
      secrets,
      background,
      log,
    }),
    google: makeGoogleServices({
      google: makeGoogleStore(db),
      people: makePersonStore(db),
      clock,
      secrets,
    }),
    jobs: makeJobServices({ schedules: makeScheduleStore(db), outbox: makeOutboxReader(db), clock }),
    outbox: makeOutboxServices({ deliveries: makeDeliveryStore(db), outbox: makeOutboxReader(db), clock }),
    orders: makeOrderServices({
      orders: makeOrderStore(db),
      reader: makeOrderViewStore(db),
      queue: makeOrderQueueStore(db),
      catalogue: reader,
      clock,
      secrets,
    }),
    workflow: makeWorkflowServices({
      carriers: makeCarrierStore(db),
      activityFiles: makeActivityFileStore(db),
      batchFiles: makeBatchFileStore(db),
      alerts: makeAlertStore(db),
      orders: makeOrderStore(db),
      catalogue: reader,
      providers: makeProviderStore(db),
      clock,
      secrets,
      sourceSecrets: sourceSecrets ?? null,
      log,
    }),
    portal: makePortalServices({
      portal: makePortalStore(db),
      providers: makeProviderStore(db),
      orders: makeOrderStore(db),
      catalogue: reader,
      clock,
      secrets,
      keyedHash: keyedHash ?? makeKeyedHash(secrets.token()),
    }),
    hooks: makeHookServices({
      hooks: makeHookStore(db),
      orders: makeOrderStore(db),
      catalogue: reader,
      sealer: sealerOf?.('webhooks') ?? null,
      clock,
      secrets,
    }),
    webhooks: makeWebhookServices({
      webhooks: makeWebhookStore(db),
      deliveries: makeDeliveryStore(db),
      sealer: sealerOf?.('webhooks-out') ?? null,
      addressRule: { isLoopbackAllowed: parts.isLoopbackAllowed ?? false },
      clock,
      secrets,
    }),
    subscriptions: makeSubscriptionServices({
      subscriptions: makeSubscriptionStore(db),
      catalogue: reader,
      audit: makeAuditReader(db),
      runs: makeBillingRunStore(db),
      chunks: makeChunkStore(db),
      orders: makeOrderStore(db),
      clock,
    }),
    billing: makeBilling(parts),
    invoices: makeInvoiceServices({
      invoices: makeInvoiceStore(db),
      catalogue: reader,
      runs: makeBillingRunStore(db),
      providers: makeProviderStore(db),
      exported: makeLedgerExport(db),
      clock,
      secrets,
      background,
    }),
    tariffs: makeTariffServices({ workbook: builtin, files, usageSums: makeUsageReader(db), clock, secrets }),
    usage: makeUsageServices({
      usage: makeUsageStore(db),
      usageSums: makeUsageReader(db),
      rerates: makeRerateStore(db),
      rating: makeRatingCatalogue(db, reader),
      catalogue: reader,
      clock,
      secrets,
      background,
    }),
  };
  const sheets = makeSheetServices({
    spreadsheets,
    links,
    firstSheetId,
    workbook,
    catalogue,
    reader,
    people: makePersonStore(db),
    submitChanges: services.catalogue.submitChanges,
    clock,
    wallClock: parts.wallClock ?? wallClock,
    secrets,
    log,
  });
  const sheetPanel = makePanelServices({
    links,
    checks: makeSheetCheckStore(db),
    changeSets: makeChangeSetStore(db),
    workbook,
    files,
    catalogue,
    usageSums: makeUsageReader(db),
    submitChanges: services.catalogue.submitChanges,
    background,
    clock,
    wallClock: parts.wallClock ?? wallClock,
    secrets,
    log,
  });
  return { ...services, sheets, sheetPanel };
}

/** Spreadsheets outside; null: none are configured. */
const spreadsheetsOf = ({ google, background }: Parts): Spreadsheets | null =>
  google
    ? makeGoogleSpreadsheets(google, {
        fetch: (address, init) => fetch(address, init),
        pause: background.pause,
      })
    : null;

/** Where Google can announce changes to: it calls https addresses alone; null: nowhere. */
const announcedTo = ({ google }: Parts, url: string): string | null =>
  google && (url.startsWith('https:') || google.apiRoot !== null) ? `${url}/hooks/google/drive` : null;

/** Does what is due; the timer on Node, the cron trigger on Workers and the hook of an outside scheduler call it. */
export const makeClockwork = (parts: Parts, services: Services, url: string): Tick => {
  const { db, clock, secrets, background, log } = parts;
  const leases = makeLeaseStore(db);
  return makeTick({
    schedules: makeScheduleStore(db),
    leases,
    jobs: makeJobs(services),
    tendRuns: services.billing.tendRuns,
    announceBilling: services.billing.announceDue,
    keepSheets: makeKeepSheets({ sheets: services.sheets, leases, secrets, log }, announcedTo(parts, url)),
    keepRerates: makeKeepRerates({ usage: services.usage, leases, secrets, background, log }),
    clock,
    secrets,
    log,
  });
};

/** The ways out of the building: notices of other topics than theirs stay as a record. */
export function makeChannels(parts: Parts, services: Services, url: string): readonly DeliveryChannel[] {
  const { db, clock, secrets, sourceSecrets, sealerOf, outsideFetch } = parts;
  const forSlack = slackParts(parts, services, url);
  const carrierFiles = makeCarrierFileChannel({
    carriers: makeCarrierStore(db),
    activityFiles: makeActivityFileStore(db),
    sourceSecrets: sourceSecrets ?? null,
    post: makeSignedPost(),
    clock,
  });
  const spreadsheets = spreadsheetsOf(parts);
  const marks =
    spreadsheets === null
      ? []
      : [
          makeMarkChannel({
            spreadsheets,
            links: makeWorkbookLinkStore(db),
            catalogue: makeCatalogueStore(db),
            secrets: parts.secrets,
            clock,
          }),
        ];
  const webhooks = sealerOf
    ? [
        makeWebhookChannel({
          webhooks: makeWebhookStore(db),
          sealer: sealerOf('webhooks-out'),
          post: makeSignedPost(outsideFetch),
          clock,
          secrets,
        }),
      ]
    : [];
  return [carrierFiles, ...webhooks, ...(forSlack ? [makeSlackChannel(forSlack)] : []), ...marks];
}

/** Real time, also where the product's clock is held still: what waits for a rate limit would wait for ever. */
export const wallClock: Clock = makeClock();

/** Brings what was written to those whom it is for. */
export const makeDispatching = (
  { db, clock, secrets, log }: Parts,
  channels: readonly DeliveryChannel[],
  limits: Partial<DispatchLimits> = {},
): Dispatcher =>
  makeDispatcher({
    channels,
    store: makeDispatchStore(db),
    leases: makeLeaseStore(db),
    clock,
    wallClock,
    secrets,
    log,
    limits: { ...USUAL_LIMITS, ...limits },
  });

/** All that answers requests. */
export function makeApp(parts: Parts, services: Services, settings: AppSettings): Router {
  const { db, clock, secrets, log } = parts;
  const { url, features, channels = [], nudge } = settings;
  const idempotency = makeIdempotencyStore(db);
  const tick = makeClockwork(parts, services, url);
  return createApp({
    services,
    clock,
    log,
    url,
    idempotency,
    ready: () => readiness(db),
    schedule: { secret: settings.scheduleHookSecret ?? null, tick: () => tick(clock.now()) },
    ...(nudge ? { nudge } : {}),
    mounts: [
      { path: '/', app: slackDoor(parts, services, url) },
      { path: '/', app: googleDoor({ ...parts, wallClock: parts.wallClock ?? wallClock }, services, url) },
      {
        path: '/',
        app: createConsole({ services, log, clock, secrets, idempotency, url, features, channels }),
      },
    ],
  });
}
