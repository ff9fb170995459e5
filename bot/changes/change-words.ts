/** A change set in words: its state, whom it reaches, the money, and what approving it takes. */
import type { KnownBlock, TableBlock } from '@slack/types';
import type { ChangeSet, ChangeStatus } from '#app/ports/catalogue.ts';
import { spokenDate } from '#core/calendar.ts';
import type { SideFees } from '#core/catalogue/fee-impact.ts';
import { formatId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { counted } from '#core/words.ts';
import { tellRow } from '#core/workbook/moved-rows.ts';
import type { RowChange } from '#core/workbook/publish-plan.ts';
import { type Fact, section } from '../blocks/blocks.ts';
import { table } from '../blocks/table.ts';
import { clip, safe } from '../blocks/text.ts';

const STATES: Readonly<Record<ChangeStatus, string>> = {
  faulty: '❌ Has faults',
  unchanged: '⚪ No change',
  pending: '🟡 Pending',
  scheduled: '📅 Scheduled',
  published: '✅ Published',
  rejected: '🛑 Rejected',
  withdrawn: '⚪ Withdrawn',
  stale: '⚠️ Stale',
};

export const changeTitle = ({ id, status }: Pick<ChangeSet, 'id' | 'status'>): string =>
  `${STATES[status]} · Change set ${formatId('change', id)}`;

export const changeCounts = ({ added, changed, removed }: ChangeSet): string =>
  `${counted(added, 'row')} added, ${changed} changed, ${removed} removed`;

export const changeFacts = (change: ChangeSet): Fact[] => {
  const { impact, editedBy, submittedBy, source, baseVersion, publishOn, publishedVersion } = change;
  return [
    ['Changes', changeCounts(change)],
    [
      'Reaches',
      impact.plans.length === 0
        ? 'nobody who has or ordered a plan of it'
        : `${counted(impact.activeSubscriptions, 'active subscription')} on ${counted(impact.plans.length, 'package plan')}`,
    ],
    ['Customers’ next period', impact.fees && feesMove(impact.fees.sell)],
    ['Own cost of a next period', impact.fees && feesMove(impact.fees.buy)],
    ['Submitted by', submittedBy],
    ['Edited by', editedBy.length === 0 ? null : editedBy.join(', ')],
    ['Source', `${source}, against version ${baseVersion}`],
    ['Publish on', publishOn === null ? null : spokenDate(publishOn)],
    ['Published as', publishedVersion === null ? null : `version ${publishedVersion}`],
  ];
};

/** "139.90 → 159.90 ex tax (3 subscriptions)"; null where nobody pays. */
const feesMove = ({ subscriptions, before, after }: SideFees): string | null =>
  subscriptions === 0
    ? null
    : `${before === after ? `${formatCents(after)}, as before` : `${formatCents(before)} → ${formatCents(after)}`} ex tax (${counted(subscriptions, 'subscription')})`;

/** Who decided it, or what made it stale. */
export function outcomeBlocks({ status, decidedBy, reason }: ChangeSet): KnownBlock[] {
  switch (status) {
    case 'rejected':
      return [
        section(clip(`Rejected by ${who(decidedBy)}: ${safe(reason ?? 'no reason was given')}`, REASON)),
      ];
    case 'stale':
      return [
        section(
          `${clip(safe(`It can be decided no more: ${reason}.`), REASON)} Submit again and look at the new difference.`,
        ),
      ];
    case 'scheduled':
    case 'published':
      return [section(`Approved by ${who(decidedBy)}.`)];
    case 'withdrawn':
      return [section(`Withdrawn by ${who(decidedBy)}.`)];
    default:
      return [];
  }
}

/** Of a card, what is not its table; the budget of a message is shared out between them. */
const REASON = 1500;
const NEED = 300;

const who = (name: string | null): string => safe(clip(name ?? 'somebody', 100));

export function needsBlocks({ needs }: Pick<ChangeSet, 'needs'>): KnownBlock[] {
  const of = (asks: (typeof needs)[number]['asks'], title: string) => {
    const why = needs.filter((need) => need.asks === asks);
    return why.length === 0
      ? []
      : [section([title, ...why.map(({ message }) => `• ${safe(clip(message, NEED))}`)].join('\n'))];
  };
  return [
    ...of('second_person', ':busts_in_silhouette: *Somebody other than who submitted it has to approve it*'),
    ...of('confirmation', ':warning: *Look whether rows were lost*'),
  ];
}

/** Rows of the table: the largest rises and falls, or the first rows where no price moves. */
const MOVES = 5;
const ROWS = 10;

/** What moves most. Empty where nothing is to be shown. */
export function topChanges(change: ChangeSet, rows: readonly RowChange[]): TableBlock[] {
  const { rises, falls } = change.impact.prices;
  const moves = [...rises.slice(0, MOVES), ...falls.slice(0, MOVES)];
  if (moves.length > 0)
    return [
      tableOf(
        ['Row', 'Column', 'From', 'To', 'Change'],
        moves.map(({ key, column, from, to, perCent }) => [
          key,
          column,
          from,
          to,
          perCent === null ? 'from 0' : `${perCent > 0 ? '+' : ''}${perCent} %`,
        ]),
      ),
    ];
  return rows.length === 0
    ? []
    : [
        tableOf(
          ['Tab', 'Row', 'Change'],
          rows.slice(0, ROWS).map(({ tab, key, change: what }) => [tab, key, what]),
        ),
      ];
}

/** What moved since a stale one was looked at. */
export const movedTable = ({ moved }: Pick<ChangeSet, 'moved'>): TableBlock[] =>
  moved === null
    ? []
    : [
        tableOf(
          ['Row', 'Column', 'From', 'To'],
          moved.rows.map(({ tab, key, change, fields: [first] }) => [
            `${tab} ${key}`,
            change === 'changed' ? (first?.column ?? '') : change,
            change === 'changed' ? (first?.from ?? '') : '',
            change === 'changed' ? (first?.to ?? '') : '',
          ]),
        ),
      ];

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): TableBlock => ({
  ...table(heads, rows),
  column_settings: heads.map((head) => ({
    align: ['From', 'To', 'Change'].includes(head) ? 'right' : 'left',
  })),
});

/** A row in a line of text. */
export const rowLine = (row: RowChange): string => `• ${safe(clip(tellRow(row), 300))}`;
