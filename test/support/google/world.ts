/** What there is at the fake Google: records alone. */
import type { Content } from './sheets/content.ts';

export interface Account {
  readonly email: string;
  readonly displayName: string;
}

export interface ServiceAccount extends Account {
  /** PEM, as in the key file that Google gives out. */
  readonly privateKey: string;
  readonly publicKey: string;
}

export type Role = 'owner' | 'writer' | 'reader';

/** A change of a file, and what Drive calls it. */
export interface Change {
  readonly version: number;
  readonly at: number;
  readonly by: Account;
  readonly what: 'content' | 'properties' | 'permissions' | 'trash' | 'untrash' | 'remove';
}

export interface Book {
  readonly id: string;
  content: Content;
  /** By e-mail address. */
  readonly roles: Map<string, Role>;
  /** Who once had access: that somebody is refused now is the test's doing. */
  readonly former: Set<string>;
  isTrashed: boolean;
  isDeleted: boolean;
  readonly createdAt: number;
  readonly changes: Change[];
  /** What formulas come to, by their text. */
  readonly results: Map<string, string | number | boolean>;
}

export interface Token {
  readonly account: Account;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: number;
}

export interface Channel {
  readonly id: string;
  readonly resourceId: string;
  readonly book: Book;
  readonly address: string;
  readonly token: string | null;
  readonly owner: string;
  readonly expiresAt: number;
  isStopped: boolean;
  nextNumber: number;
  /** What has not been sent. */
  pending: Push[];
}

export interface Push {
  state: string;
  readonly changed: Set<string>;
  /** Not before this instant. */
  dueAt: number;
  attempts: number;
}

/** Something the real Google would have refused. */
export interface Violation {
  readonly call: string;
  readonly message: string;
}

export interface World {
  readonly account: ServiceAccount;
  readonly books: Map<string, Book>;
  readonly tokens: Map<string, Token>;
  readonly channels: Channel[];
  readonly violations: Violation[];
  url: string;
  /** How long Drive is behind with version, time and author. */
  lagMs: number;
  now(): number;
  next(): number;
}

/** How long Drive gathers changes before it tells of them: about three minutes. */
const GATHERING_MS = 180_000;

/** Notes a change of a file; whoever watches it is told later. */
export function noteChange(world: World, book: Book, by: Account, what: Change['what']): void {
  const at = world.now();
  book.changes.push({ version: (book.changes.at(-1)?.version ?? 0) + 1 + (world.next() % 3), at, by, what });
  const state = what === 'trash' || what === 'untrash' || what === 'remove' ? what : 'update';
  for (const channel of world.channels) {
    if (channel.book !== book || channel.isStopped) continue;
    const gathered = channel.pending.find((each) => each.state === state && state === 'update');
    if (gathered !== undefined) gathered.changed.add(what);
    else {
      channel.pending.push({
        state,
        changed: new Set(state === 'update' ? [what] : []),
        dueAt: at + GATHERING_MS,
        attempts: 0,
      });
    }
  }
}
