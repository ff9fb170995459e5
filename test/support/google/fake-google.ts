/**
 * A Google that refuses what the real one refuses and remembers it (`violations`). A server on this machine answers OAuth,
 * Sheets v4 and Drive v3 below one root; people edit their books by the methods of `BookOfPeople`.
 *
 *     const google = await useFakeGoogle({ clock });
 *     const book = google.book({ title: 'Prices', locale: 'en_AU', timeZone: 'Australia/Melbourne' });
 *     makeApp(google.variables(book));                        // GOOGLE_CLIENT_EMAIL, GOOGLE_PRIVATE_KEY, …
 *     book.edit('Rates', 'F2', '0.15', 'kim@wavelink.example');
 */
import { BookOfPeople } from './book.ts';
import { type Deliver, deliverDue, type PushRecord } from './drive/watching.ts';
import { makeBook } from './sheets/spreadsheet.ts';
import { type IdTokenOptions, idToken, makeServiceAccount } from './tokens.ts';
import { type Faults, makeFaults } from './wire/faults.ts';
import { makeQuotas, type Quotas } from './wire/quotas.ts';
import { type CallRecord, listen } from './wire/server.ts';
import type { ServiceAccount, Violation, World } from './world.ts';

export interface FakeGoogleOptions {
  /** The test's clock; the machine's where none is given. */
  readonly clock?: { now(): string | number };
  /** How notifications are delivered: over HTTP where nothing is said; may be said later (`deliverTo`). */
  readonly deliver?: Deliver;
}

export interface NewBook {
  readonly title?: string;
  /** As Google writes it: `en_AU`. */
  readonly locale?: string;
  readonly timeZone?: string;
  /** Titles of its tabs; `Sheet1` where none are named. */
  readonly tabs?: readonly string[];
  /** Whose it is. */
  readonly owner?: string;
  /** What the service account may do; null: it is not shared with it. */
  readonly sharedAs?: 'writer' | 'reader' | null;
}

export interface FakeGoogle extends Pick<Faults, 'fail' | 'hold'>, Pick<Quotas, 'limit'> {
  /** For GOOGLE_API_ROOT, without a slash at the end. */
  readonly url: string;
  readonly serviceAccount: ServiceAccount;
  /** Everything the real Google would have refused; a test ends with none (useFakeGoogle). */
  readonly violations: readonly Violation[];
  /** The oldest first. */
  readonly calls: readonly CallRecord[];
  /** Notifications that went out, the oldest first. */
  readonly pushes: readonly PushRecord[];
  callsOf(method: string): readonly CallRecord[];
  /** Forgets the calls so far. */
  forgetCalls(): void;
  /** Takes the violations out, for a test that means them. */
  takeViolations(): readonly Violation[];
  /** A person's new book. */
  book(asked?: NewBook): BookOfPeople;
  /** One that was made by a call. */
  bookOf(id: string): BookOfPeople;
  /** What a Cardline is started with. */
  variables(book: { readonly id: string }): Readonly<Record<string, string>>;
  deliverTo(deliver: Deliver): void;
  /** Sends the notifications that are due by the clock; answers those that went out. */
  deliverPushes(): Promise<readonly PushRecord[]>;
  /** Drive is so many minutes behind with a file's version, time and last editor. */
  lag(minutes: number): void;
  liftLimits(): void;
  /** All access tokens given out so far end now. */
  expireTokens(): void;
  /** What comes as `Authorization: Bearer` with a call to an add-on. */
  systemIdToken(options: Omit<IdTokenOptions, 'email'> & { readonly email?: string }): string;
  /** Who the person in front of the add-on is. */
  userIdToken(options: IdTokenOptions): string;
  close(): Promise<void>;
}

/** The account that an add-on's calls come from. */
export const ADD_ON_EMAIL = 'service-100000000001@gcp-sa-gsuiteaddons.iam.gserviceaccount.com';

const OWNER = 'owner@wavelink.example';

export async function startFakeGoogle(options: FakeGoogleOptions = {}): Promise<FakeGoogle> {
  const { clock } = options;
  let last = 0;
  const world: World = {
    account: makeServiceAccount('cardline@fake-project.iam.gserviceaccount.com'),
    books: new Map(),
    tokens: new Map(),
    channels: [],
    violations: [],
    url: '',
    lagMs: 0,
    now: () => (clock === undefined ? Date.now() : new Date(clock.now()).getTime()),
    next: () => ++last,
  };
  const faults = makeFaults();
  const quotas = makeQuotas(world.now);
  const calls: CallRecord[] = [];
  const pushes: PushRecord[] = [];
  const server = await listen({ world, faults, quotas, calls });
  world.url = server.url;
  let deliver: Deliver = options.deliver ?? ((request) => fetch(request));

  return {
    url: server.url,
    serviceAccount: world.account,
    violations: world.violations,
    calls,
    pushes,
    callsOf: (method) => calls.filter((call) => call.method === method),
    forgetCalls: () => void calls.splice(0),
    takeViolations: () => world.violations.splice(0),
    book({
      title = 'Prices',
      locale = 'en_AU',
      timeZone = 'Australia/Melbourne',
      tabs = ['Sheet1'],
      owner = OWNER,
      sharedAs = 'writer',
    } = {}) {
      const book = makeBook(
        world,
        { email: owner, displayName: owner.split('@')[0] ?? owner },
        {
          properties: { title, locale, timeZone },
          sheets: tabs.map((tab) => ({ properties: { title: tab } })),
        },
      );
      if (sharedAs === null) book.former.add(world.account.email);
      else book.roles.set(world.account.email, sharedAs);
      if (sharedAs === 'reader') book.former.add(world.account.email);
      return new BookOfPeople(world, book);
    },
    bookOf(id) {
      const book = world.books.get(id);
      if (book === undefined) throw new Error(`no book ${id}`);
      return new BookOfPeople(world, book);
    },
    variables: ({ id }) => ({
      GOOGLE_CLIENT_EMAIL: world.account.email,
      GOOGLE_PRIVATE_KEY: world.account.privateKey,
      GOOGLE_SHEET_ID: id,
      GOOGLE_API_ROOT: server.url,
    }),
    deliverTo(how) {
      deliver = how;
    },
    async deliverPushes() {
      const sent = await deliverDue(world, async (request) => deliver(request));
      pushes.push(...sent);
      return sent;
    },
    lag(minutes) {
      world.lagMs = minutes * 60_000;
    },
    limit: quotas.limit,
    liftLimits: quotas.lift,
    fail: faults.fail,
    hold: faults.hold,
    expireTokens() {
      for (const [text, token] of world.tokens) world.tokens.set(text, { ...token, expiresAt: world.now() });
    },
    systemIdToken: (asked) => idToken(world, { email: ADD_ON_EMAIL, ...asked }),
    userIdToken: (asked) => idToken(world, asked),
    close: () => server.close(),
  };
}
