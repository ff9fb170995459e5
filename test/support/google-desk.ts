/**
 * `aPricingDesk()`: Cardline with Google Sheets on, a fake Google with a spreadsheet of Wavelink's that is shared with it, and people who
 * price and approve. What happens by itself happens when the test says so.
 *
 *     const desk = await aPricingDesk();
 *     await desk.prepare();
 *     desk.type('Products', 'STATIC-IP', 'Name', 'Fixed address');
 *     await desk.minutesPass(6);                              // the tick looks, and what it has to say arrives
 *     expect(desk.beside('Products', 'STATIC-IP')).toEqual(['Changed', 'Name: Static IP → Fixed address']);
 */
import type { Background } from '#app/ports/background.ts';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import type { PreparedSheet } from '#app/sheets/prepare-sheet.ts';
import { columnLetters } from '#core/workbook/cell.ts';
import type { Database } from '#db/database.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeDispatcher, USUAL_LIMITS } from '#jobs/dispatch/dispatcher.ts';
import { makeApp, makeChannels, makeClockwork, makeServices, type Parts } from '#src/compose.ts';
import type { GoogleSettings } from '#src/env.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { listeningLog } from './api.ts';
import { unwrap } from './catalogues.ts';
import { clockAt, SOME_MORNING, type TestClock } from './clock.ts';
import { checkConformance } from './conformance.ts';
import { aDatabase } from './database.ts';
import type { BookOfPeople } from './google/book.ts';
import type { FakeGoogle } from './google/fake-google.ts';
import { useFakeGoogle } from './google/use-fake-google.ts';
import { actorWith, aTenant } from './tenants.ts';
import { aWorkbook, type TestWorkbook } from './workbooks.ts';

export const DESK_URL = 'https://cardline.test';

export interface DeskOptions {
  /** What is in force at the beginning; null: nothing. */
  readonly published?: TestWorkbook | null;
  /** Whether the spreadsheet is that of GOOGLE_SHEET_ID. */
  readonly isFirst?: boolean;
  /** The add-on and scripts, where the spreadsheet is to have them. */
  readonly panel?: Pick<GoogleSettings, 'addon' | 'scriptClients'>;
  /** How long is waited for work behind an answer; left out: as long as asked. */
  readonly waitFor?: Background['waitFor'];
}

export interface Desk {
  readonly google: FakeGoogle;
  readonly book: BookOfPeople;
  readonly db: Database;
  readonly services: Services;
  /** The world's, and Google's. */
  readonly clock: TestClock;
  readonly tenant: Tenant;
  readonly pricing: Actor;
  readonly approver: Actor;
  /** How long Cardline was kept waiting by Google, each time. */
  readonly pauses: readonly number[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The API, with a token of every power; the answer is held against the API's description. */
  call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  prepare(): Promise<PreparedSheet>;
  sync(): Promise<ChangeSet>;
  /** The minutes pass, and then the tick comes. */
  minutesPass(minutes: number): Promise<void>;
  /** What waits in the outbox arrives. */
  settle(): Promise<void>;
  /** Types into the column of a row, by the row's first cell. */
  type(tab: string, key: string, heading: string, text: string, by?: string): void;
  /** What stands in Status and Message of a row. */
  beside(tab: string, key: string): readonly [status: string, message: string];
  /** The name of a cell, by the row's first cell. */
  cellOf(tab: string, key: string, heading: string): string;
}

export async function aPricingDesk({
  published = aWorkbook(),
  isFirst = true,
  panel = {},
  waitFor,
}: DeskOptions = {}): Promise<Desk> {
  const clock = clockAt(SOME_MORNING);
  const [db, google] = await Promise.all([aDatabase(), useFakeGoogle({ clock })]);
  google.liftLimits();
  const book = google.book({ title: 'Wavelink prices' });
  const pauses: number[] = [];
  const parts: Parts = {
    db,
    clock,
    wallClock: clock,
    secrets,
    log: listeningLog([]),
    background: {
      ...makeBackground(() => {}),
      pause: async (milliseconds) => void pauses.push(milliseconds),
      ...(waitFor === undefined ? {} : { waitFor }),
    },
    google: {
      clientEmail: google.serviceAccount.email,
      privateKey: google.serviceAccount.privateKey,
      sheetId: isFirst ? book.id : null,
      apiRoot: google.url,
      ...panel,
    },
  };
  const services = makeServices(parts);
  const app = makeApp(parts, services, { url: DESK_URL, features: [] });
  google.deliverTo(async (request) => app.fetch(request));
  const tick = makeClockwork(parts, services, DESK_URL);
  const dispatcher = makeDispatcher({
    channels: makeChannels(parts, services, DESK_URL),
    store: makeDispatchStore(db),
    leases: makeLeaseStore(db),
    clock,
    wallClock: clock,
    secrets,
    log: parts.log,
    limits: USUAL_LIMITS,
  });
  const tenant = await aTenant(db, 'wavelink');
  const pricing: Actor = { ...actorWith(tenant), actorName: 'Pia Pricing' };
  const approver: Actor = { ...actorWith(tenant), actorId: 'usr_99', actorName: 'Ari Approver' };
  if (published !== null) {
    const change = unwrap(await services.catalogue.submitChanges(pricing, { files: [published.xlsx()] }));
    unwrap(await services.catalogue.approveChanges(approver, change.id));
  }
  const settle = async () => void (await dispatcher.dispatch());
  await settle();

  let token: string | undefined;
  const headingAt = (tab: string, heading: string): number => {
    const at = (book.shown(tab)[0] ?? []).indexOf(heading);
    if (at < 0) throw new Error(`${tab} has no column ${heading}`);
    return at;
  };
  const rowOf = (tab: string, key: string): number => {
    const at = book.shown(tab).findIndex(([first]) => first === key);
    if (at < 0) throw new Error(`${tab} has no row ${key}`);
    return at;
  };
  const cellOf = (tab: string, key: string, heading: string): string =>
    `${columnLetters(headingAt(tab, heading))}${rowOf(tab, key) + 1}`;

  return {
    google,
    book,
    db,
    services,
    clock,
    tenant,
    pricing,
    approver,
    pauses,
    fetch: async (path, init) => app.request(`${DESK_URL}${path}`, init),
    async call(method, path, body) {
      token ??= unwrap(await services.people.createToken(pricing, { name: 'desk', scopes: ['all'] })).text;
      const response = await app.request(`${DESK_URL}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const json: unknown = await response.json();
      checkConformance(app, method, path, response, json);
      return { status: response.status, body: json };
    },
    async prepare() {
      const prepared = unwrap(await services.sheets.prepare(pricing));
      await tick(clock.now());
      await settle();
      return prepared;
    },
    async sync() {
      const change = unwrap(await services.catalogue.submitChanges(pricing, { source: 'workbook' }));
      await settle();
      return change;
    },
    async minutesPass(minutes) {
      clock.pass(minutes);
      await tick(clock.now());
      await settle();
    },
    settle,
    type: (tab, key, heading, text, by) => book.edit(tab, cellOf(tab, key, heading), text, by),
    beside(tab, key) {
      const row = book.shown(tab)[rowOf(tab, key)] ?? [];
      return [row[headingAt(tab, 'Status')] ?? '', row[headingAt(tab, 'Message')] ?? ''];
    },
    cellOf,
  };
}
