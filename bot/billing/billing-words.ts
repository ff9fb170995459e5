/** A run and its report in words and blocks, wherever Slack shows them. */
import type { KnownBlock } from '@slack/types';
import { moveOf } from '#app/billing/run-report.ts';
import { totalOf } from '#app/billing/run-tally.ts';
import type { BillingRun } from '#app/ports/billing.ts';
import type { Movement, RunFigures } from '#app/ports/billing-report.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents } from '#core/money.ts';
import { counted, grouped } from '#core/words.ts';
import { type Fact, section } from '../blocks/blocks.ts';
import { table } from '../blocks/table.ts';
import { bold, clip, safe } from '../blocks/text.ts';

/** "1,234.50"; "−20.00" with the true minus sign. */
export function money(amount: number): string {
  const [whole = '0', fraction = '00'] = formatCents(cents(Math.abs(amount))).split('.');
  return `${amount < 0 ? '−' : ''}${grouped(whole)}.${fraction}`;
}

export const runPage = ({ id }: Pick<BillingRun, 'id'>, url: string): string =>
  `${url}/billing/runs/${formatId('run', id)}`;

export const sumsOf = ({ tally }: Pick<BillingRun, 'tally'>): string => {
  const { lines, amount, tax } = totalOf(tally, 'sell');
  return `${counted(lines, 'line')}, ${money(amount)} ex tax (tax ${money(tax)})`;
};

export const runFacts = (run: BillingRun): Fact[] => {
  const sell = totalOf(run.tally, 'sell');
  const buy = totalOf(run.tally, 'buy');
  return [
    ['Customers pay', sumsOf(run)],
    ['Own cost', buy.lines === 0 ? null : `${counted(buy.lines, 'line')}, ${money(buy.amount)} ex tax`],
    ['Margin', buy.lines === 0 ? null : money(sell.amount - buy.amount)],
  ];
};

const NAMED = 5;
const REASON = 150;

/** Parked accounts, lines that stand out, and what was left out; none where all is as usual. */
export function exceptionBlocks(run: BillingRun, figures: RunFigures | null): KnownBlock[] {
  const list = (title: string, accounts: BillingRun['parked']) =>
    accounts.length === 0
      ? []
      : [
          section(
            [
              `:warning: ${bold(`${title}: ${counted(accounts.length, 'account')}`)}`,
              ...accounts
                .slice(0, NAMED)
                .map(({ account, reason }) => `• ${safe(clip(account, 50))}: ${safe(clip(reason, REASON))}`),
              ...(accounts.length > NAMED ? [`… and ${accounts.length - NAMED} more`] : []),
            ].join('\n'),
          ),
        ];
  const more = figures === null ? [] : leftOut(figures);
  return [
    ...list(
      'Parked by these figures',
      run.parked.filter(({ chunk }) => chunk >= 0),
    ),
    ...list(
      'Left alone',
      run.parked.filter(({ chunk }) => chunk < 0),
    ),
    ...(more.length === 0 ? [] : [section(more.join('\n'))]),
  ];
}

function leftOut({ large, waitingPeriods, suspended }: RunFigures): string[] {
  return [
    ...(large.count === 0
      ? []
      : [
          `:mag: ${counted(large.count, 'line')} of ${money(large.above)} and more: ${large.lines
            .slice(0, NAMED)
            .map(({ account, amount }) => `${safe(clip(account, 50))} ${money(amount)}`)
            .join(', ')}${large.count > NAMED ? ' …' : ''}`,
        ]),
    ...(waitingPeriods === 0
      ? []
      : [
          `:hourglass: ${counted(waitingPeriods, 'period')} left out: waiting for approval (\`/cardline periods\`)`,
        ]),
    ...(suspended === 0
      ? []
      : [`:double_vertical_bar: ${counted(suspended, 'suspended subscription')} left out`]),
  ];
}

/** What moved most against the last day alike, accounts and plans in one table: a message holds no second one. */
export function movementBlocks(figures: RunFigures | null): KnownBlock[] {
  if (figures === null) return [];
  const { comparedWith, accounts, plans } = figures;
  if (comparedWith === null)
    return [section('_No day alike was billed before: nothing to hold it against._')];
  const rows: [string, Movement][] = [
    ...plans.slice(0, NAMED).map((one): [string, Movement] => [`Plan ${one.name ?? 'none'}`, one]),
    ...accounts.slice(0, NAMED).map((one): [string, Movement] => [one.name ?? '–', one]),
  ];
  if (rows.length === 0) return [section(`As on ${spokenDate(comparedWith)}: no sum moved.`)];
  return [
    {
      ...table(
        ['Top movements', spokenDate(comparedWith), 'Now', 'Difference'],
        rows.map(([name, one]) => [name, money(one.before), money(one.now), signed(moveOf(one))]),
      ),
      column_settings: [{ align: 'left' }, { align: 'right' }, { align: 'right' }, { align: 'right' }],
    },
  ];
}

const signed = (amount: number): string => `${amount > 0 ? '+' : ''}${money(amount)}`;
