import type { ChangeSet, Impact } from '#app/ports/catalogue.ts';
import { formatId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { counted } from '#core/words.ts';
import { listChanges, type RowChange } from '#core/workbook/publish-plan.ts';
import type { SheetCode } from '#core/workbook/sheet-codes.ts';
import { actorFor, type Command, type ExitCode, PROVIDER, refused, type Terminal } from './command.ts';

/** Rows that the terminal shows of a change set. */
const MOST_SHOWN = 20;

export const sync: Command = {
  summary: 'read the workbook, check it whole, and say what publishing it would change',
  usage: '--provider CODE [--approve]',
  options: { ...PROVIDER, approve: { type: 'boolean' } },
  required: ['provider'],
  details:
    'Without --approve the change set waits for somebody who may approve it. With it, what was just shown is published.\nFaults are told with tab and cell, all at once; nothing is published then.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const { catalogue, usage } = house.services;
    terminal.tell('Reading and checking the workbook…\n');
    const submitted = await catalogue.submitChanges(actor.value, { source: 'workbook' });
    if (!submitted.ok) return refused(terminal, submitted.faults);
    const code = report(terminal, submitted.value);
    if (submitted.value.status !== 'pending' || values.approve !== true) return code;
    const published = await catalogue.approveChanges(actor.value, submitted.value.id);
    if (!published.ok) return refused(terminal, published.faults);
    const { publishedVersion } = published.value;
    if (publishedVersion === null) {
      terminal.say('Taken.\n');
      return 0;
    }
    terminal.say(`Published as version ${publishedVersion}.\n`);
    const rerates = await usage.listRerates(
      actor.value,
      { version: publishedVersion },
      { limit: 1, cursor: null },
    );
    if (!rerates.ok) return refused(terminal, rerates.faults);
    for (const { id } of rerates.value.items)
      terminal.say(
        `Prices of days in the past were changed: re-rating ${formatId('rerate', id)} waits, see Usage → Re-rating.\n`,
      );
    return 0;
  },
};

function report({ say }: Terminal, changes: ChangeSet): ExitCode {
  const { id, status, added, changed, removed, baseVersion, faults, impact } = changes;
  const name = formatId('change', id);
  if (status === 'faulty') {
    say(`The workbook has ${counted(faults.length, 'fault')}; nothing can be published (${name}).\n`);
    for (const { tab, cell, row, message } of faults)
      say(`  ${tab}${cell ? ` ${cell}` : row === null ? '' : ` row ${row}`}: ${message}\n`);
    return 1;
  }
  if (status === 'unchanged') {
    say(`Nothing has changed since version ${baseVersion}.\n`);
    return 0;
  }
  say(
    `${name} against version ${baseVersion}: ${added} added, ${changed} changed, ${removed} removed; ${counted(impact.activeSubscriptions, 'active subscription')} ${impact.activeSubscriptions === 1 ? 'is' : 'are'} on plans that it touches.\n`,
  );
  for (const line of moneyOf(impact)) say(`${line}\n`);
  for (const { code, message } of changes.notes) if (TOLD.has(code)) say(`${message}\n`);
  for (const { message } of changes.needs) say(`  to approve: ${message}\n`);
  const shown = listChanges(changes.plan, 0, MOST_SHOWN);
  for (const row of shown) say(`  ${row.change} ${row.tab} ${row.key}${fieldsOf(row)}\n`);
  const more = added + changed + removed - shown.length;
  if (more > 0) say(`  and ${more} more: the console shows them all.\n`);
  return 0;
}

/** Notes that the terminal tells; the console lists all of them. */
const TOLD: ReadonlySet<string> = new Set<SheetCode>(['plan_below_cost', 'rate_below_cost', 'rate_in_past']);

/** What the next invoices hold, where that moves. */
function moneyOf({ fees }: Impact): string[] {
  if (fees === null) return [];
  return (['sell', 'buy'] as const).flatMap((side) => {
    const { subscriptions, before, after, difference, perCent } = fees[side];
    if (difference === 0) return [];
    const share = perCent === null ? '' : `, ${signed(perCent)} %`;
    return [
      `Next period of ${counted(subscriptions, 'subscription')}, ${side} side: ${formatCents(before)} → ${formatCents(after)} (${difference > 0 ? '+' : ''}${formatCents(difference)}${share}), ex tax, without usage.`,
    ];
  });
}

const signed = (number: number): string => `${number > 0 ? '+' : ''}${number}`;

/** What of a changed row differs; added and removed rows are told by their key. */
const fieldsOf = ({ change, fields }: RowChange): string =>
  change === 'changed'
    ? `: ${fields.map(({ column, from, to }) => `${column} ${from ?? '(empty)'} → ${to ?? '(empty)'}`).join(', ')}`
    : '';
