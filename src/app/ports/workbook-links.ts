/** Which spreadsheet is a provider's workbook, and how reading it went. */
import type { Instant } from '#core/calendar.ts';
import type { AuditEntry, OutboxMessage, Tenant } from './platform.ts';
import type { WatchChannel } from './spreadsheets.ts';

export interface WorkbookLink {
  readonly sheetId: string;
  readonly title: string;
  readonly linkedBy: string;
  readonly linkedAt: Instant;
  /** Titles of the workbook's tabs that were there when it was last read. */
  readonly tabs: readonly string[];
  /** The file's, at the last look; null: none yet. */
  readonly version: string | null;
  /** Of the users' cells, as they were checked last; null: not checked yet. */
  readonly contentHash: string | null;
  /** What change sets from that check name. */
  readonly revision: string | null;
  /** When it was last read and checked. */
  readonly syncedAt: Instant | null;
  /** What keeps it from being read or written, in a sentence; null: nothing does. */
  readonly problem: string | null;
  readonly problemAt: Instant | null;
  /** Real time, here and below: when it was last looked at. */
  readonly polledAt: Instant | null;
  /** When it is to be read because a change was announced. */
  readonly dueAt: Instant | null;
  /** The first announcement since it was last read. */
  readonly dueSince: Instant | null;
  /** Where changes are announced to; null: nowhere. */
  readonly channel: WatchChannel | null;
  /** Why nothing is announced though it is to be; null: no such trouble. */
  readonly channelProblem: string | null;
}

export interface LinkedWorkbook {
  readonly tenant: Tenant;
  readonly link: WorkbookLink;
}

/** What reading and checking it showed. */
export interface SheetCheck {
  readonly sheetId: string;
  readonly title: string;
  readonly tabs: readonly string[];
  readonly version: string;
  readonly contentHash: string;
  readonly revision: string;
  readonly at: Instant;
}

export interface WorkbookLinkStore {
  find(providerId: number): Promise<WorkbookLink | null>;
  /** Of several providers; those without one are left out. */
  sheetIds(providerIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Every provider's. */
  all(): Promise<readonly LinkedWorkbook[]>;
  /** Whether a spreadsheet is some provider's. */
  isTaken(sheetId: string): Promise<boolean>;
  /** In place of the one before; false where the spreadsheet is another provider's, and then nothing is written. */
  link(
    providerId: number,
    sheet: { readonly sheetId: string; readonly title: string; readonly by: string; readonly at: Instant },
    audit: AuditEntry,
  ): Promise<boolean>;
  unlink(providerId: number, audit: AuditEntry): Promise<void>;
  /** It could be read, was checked, and its rows are to be told; a problem is over. */
  recordCheck(providerId: number, check: SheetCheck, outbox: readonly OutboxMessage[]): Promise<void>;
  /** Why it cannot be used; null: it can again. */
  recordProblem(providerId: number, sheetId: string, problem: string | null, at: Instant): Promise<void>;
  /** It was looked at: `dueAt` is what was due then, an announcement that came meanwhile stays. */
  recordLook(
    providerId: number,
    look: { readonly version: string | null; readonly dueAt: Instant | null; readonly at: Instant },
  ): Promise<void>;
  /** What a channel announces to; null: there is no such channel. */
  ofChannel(
    channelId: string,
  ): Promise<(LinkedWorkbook & { readonly channel: WatchChannel; readonly tokenHash: string }) | null>;
  /** A change was announced: it is due then, though never later than `latest` after the first announcement. */
  announce(
    providerId: number,
    due: { readonly at: Instant; readonly dueAt: Instant; readonly latestMs: number },
  ): Promise<void>;
  /** Where changes are announced to from now on, or why they are not. */
  setChannel(
    providerId: number,
    sheetId: string,
    channel: (WatchChannel & { readonly tokenHash: string }) | { readonly problem: string },
  ): Promise<void>;
  /** Its tabs are there; it is read at `dueAt`. */
  recordPrepared(
    providerId: number,
    prepared: {
      readonly sheetId: string;
      readonly tabs: readonly string[];
      readonly dueAt: Instant;
    },
    audit: AuditEntry,
  ): Promise<void>;
}
