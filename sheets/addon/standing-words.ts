/** How a spreadsheet stands, in words: for the add-on's cards and for the script's messages alike. */
import type { ChangeSetHead } from '#app/ports/catalogue.ts';
import type { PlacedFault, SheetCheck, SheetOutcome } from '#app/ports/sheet-checks.ts';
import type { SheetStanding } from '#app/sheet-panel/show-standing.ts';
import { dateIn, type Instant, minutesIn, spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import { counted } from '#core/words.ts';

export interface Told {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the last check or submission in this spreadsheet came to. */
export function checkWords({ check, actor }: Pick<SheetStanding, 'check' | 'actor'>): Told {
  if (check === null)
    return {
      title: 'Not checked from here yet',
      lines: ['Check says what is faulty and what would change.'],
    };
  const asked = `${check.deed === 'check' ? 'Checked' : 'Submitted'} by ${check.by}, ${spokenMoment(check.at, actor.timeZone)}`;
  switch (check.state) {
    case 'running':
      return {
        title: check.deed === 'check' ? 'The check is running' : 'The submission is running',
        lines: ['It goes on by itself: refresh in a moment.', asked],
      };
    case 'lost':
      return { title: 'It did not come to an end', lines: ['Nothing was lost: do it again.', asked] };
    case 'failed':
      return { title: 'It could not be done', lines: [check.problem ?? '', asked] };
    case 'done':
      return check.outcome === null
        ? { title: 'It could not be done', lines: [asked] }
        : outcomeWords(check, check.outcome, asked);
  }
}

function outcomeWords({ deed }: SheetCheck, outcome: SheetOutcome, asked: string): Told {
  const { status, faultCount, faults, changeId } = outcome;
  if (status === 'faulty')
    return {
      title: counted(faultCount, 'fault'),
      lines: [
        `Nothing is submitted while there are any. Mend ${faultCount === 1 ? 'it' : 'them'} and check again.`,
        ...(faultCount > faults.length ? [`The first ${faults.length} are shown.`] : []),
        asked,
      ],
    };
  if (status === 'unchanged')
    return { title: 'No faults, nothing new', lines: ['What stands here is what is in force.', asked] };
  return {
    title: deed === 'check' ? 'No faults' : `Submitted as ${formatId('change', changeId ?? 0)}`,
    lines: [
      differenceWords(outcome),
      ...(deed === 'check'
        ? ['Submit for approval proposes it. Nothing is in force before somebody approves.']
        : []),
      asked,
    ],
  };
}

/** "1 row added, 2 changed, 0 removed; 3 active subscriptions are reached" */
const differenceWords = ({ added, changed, removed, activeSubscriptions }: SheetOutcome): string =>
  `${counted(added, 'row')} added, ${changed} changed, ${removed} removed; reaches ${counted(activeSubscriptions, 'active subscription')}.`;

/** What became of the newest proposal from this workbook, and who decided. */
export function changeWords({ change, actor }: Pick<SheetStanding, 'change' | 'actor'>): Told | null {
  if (change === null) return null;
  return {
    title: `${formatId('change', change.id)}: ${STATES[change.status]}`,
    lines: [
      ...decisionLines(change, actor.timeZone),
      `Submitted by ${change.submittedBy}, ${spokenMoment(change.createdAt, actor.timeZone)}.`,
    ],
  };
}

const STATES: Readonly<Record<ChangeSetHead['status'], string>> = {
  faulty: 'has faults',
  unchanged: 'no change',
  pending: 'waits for approval',
  scheduled: 'approved, waits for its day',
  published: 'approved and published',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  stale: 'out of date',
};

function decisionLines(change: ChangeSetHead, timeZone: string): string[] {
  const { status, decidedBy, decidedAt, reason, publishOn, publishedVersion } = change;
  const by = `${decidedBy ?? 'somebody'}${decidedAt === null ? '' : `, ${spokenMoment(decidedAt, timeZone)}`}`;
  switch (status) {
    case 'published':
      return [
        `Approved by ${by}.`,
        ...(publishedVersion === null ? [] : [`In force as version ${publishedVersion}.`]),
      ];
    case 'scheduled':
      return [
        `Approved by ${by}.`,
        ...(publishOn === null ? [] : [`In force from ${spokenDate(publishOn)}.`]),
      ];
    case 'rejected':
      return [`Rejected by ${by}: ${reason ?? 'no reason was given'}`];
    case 'withdrawn':
      return [`Withdrawn by ${by}.`];
    case 'stale':
      return [`It can be decided no more${reason === null ? '' : `: ${reason}`}. Submit again.`];
    default:
      return [];
  }
}

/** "Rates · row 5 · C5" */
export const placeWords = ({ tab, row, cell }: PlacedFault): string =>
  [tab, ...(row === null ? [] : [`row ${row}`]), ...(cell === null ? [] : [cell])].join(' · ');

/** Where a browser opens the place; null where the tab is not there. */
export function placeAddress(sheetId: string, { tabId, cell, row }: PlacedFault): string | null {
  if (tabId === null) return null;
  const range = cell ?? (row === null ? 'A1' : `A${row}`);
  return `https://docs.google.com/spreadsheets/d/${sheetId}/edit#gid=${tabId}&range=${range}`;
}

const spokenMoment = (at: Instant, timeZone: string): string =>
  `${spokenDate(dateIn(timeZone, at))} ${formatTimeOfDay(minutesIn(timeZone, at))}`;
