/** A provisioning log, the newest first (PROV-4). */
import type { KnownBlock } from '@slack/types';
import type { LogRow } from '#app/ports/orders.ts';
import type { Page } from '#app/ports/platform.ts';
import { dateIn, type Instant, minutesIn, spokenDate } from '#core/calendar.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import { fieldLabel } from '#core/orders/field-labels.ts';
import { counted } from '#core/words.ts';
import { context, words } from './blocks.ts';
import { isolated, safe } from './text.ts';

const ENTRY = 800;

const WHO_SEES: Readonly<Record<LogRow['visibility'], string>> = {
  internal: 'internal',
  shared: 'seen by both companies',
  customer: 'seen by the customer',
};

/** On the wall clock of the company: "1 Mar 2026, 14:05". */
export const moment = (at: Instant, timeZone: string): string =>
  `${spokenDate(dateIn(timeZone, at))}, ${formatTimeOfDay(minutesIn(timeZone, at))}`;

/** "Kim Lee, Wavelink · 1 Mar 2026, 14:05 · slack" */
export const byLine = ({ actor, company, at, via }: LogRow, timeZone: string): string =>
  `${safe(actor)}, ${safe(company.name)} · ${moment(at, timeZone)} · ${via}`;

/** What an entry says, with the changes that it made. */
export const entryLines = ({
  text,
  changes,
}: Pick<LogRow, 'text' | 'changes'>): { label?: string; text: string }[] => [
  { text },
  ...Object.entries(changes ?? {})
    // That it is somebody's now, the entry itself says.
    .filter(([field, { from }]) => field !== 'assignee' || from !== null)
    .map(([field, { from, to }]) => ({ label: fieldLabel(field), text: `${side(from)} → ${side(to)}` })),
];

/** Each keeps its direction to itself, so that the arrow points from the old to the new. */
const side = (value: string | null): string => isolated(value ?? '–');

/** The latest entries of a log, and where the others are. */
export const logBlocks = ({ items, nextCursor }: Page<LogRow>, timeZone: string): KnownBlock[] => [
  ...(nextCursor === null
    ? []
    : [context(`The last ${counted(items.length, 'entry', 'entries')}; the console shows them all.`)]),
  ...items
    .toReversed()
    .flatMap((row) => [
      words(entryLines(row), ENTRY),
      context(`${byLine(row, timeZone)} · ${WHO_SEES[row.visibility]}`),
    ]),
];
