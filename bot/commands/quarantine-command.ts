import type { TableBlock } from '@slack/types';
import type { QuarantinedOfTariff } from '#app/ports/usage.ts';
import { ok } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import { actions, button, context, linkButton, section } from '../blocks/blocks.ts';
import { table } from '../blocks/table.ts';
import { bold, clip, isolated } from '../blocks/text.ts';
import { CLEANSE, cleanseValue, MOST_IN_SLACK } from '../quarantine/cleanse-ref.ts';
import type { Command } from './command.ts';

const ROWS = 25;

/** USE-1: what waits in quarantine and why, of all tariffs or of one, with Cleanse for whoever may (USE-2). */
export const quarantineCommand: Command = {
  word: 'quarantine',
  usage: '[TARIFF]',
  says: 'usage that could not be rated, and why; Cleanse rates it again',
  async run({ services, url }, { actor }, { words: [tariffKey] }) {
    const filter = tariffKey === undefined ? {} : { tariffKey };
    const listed = await services.usage.listQuarantine(actor, filter, { limit: 1, cursor: null });
    if (!listed.ok) return listed;
    const { counts } = listed.value;
    const waiting = counts.reduce((sum, { records }) => sum + records, 0);
    const of = tariffKey === undefined ? '' : ` of tariff ${isolated(clip(tariffKey, 60))}`;
    if (waiting === 0) return ok({ text: `:white_check_mark: Nothing waits in quarantine${of}.` });
    const title = `${counted(waiting, 'record')}${of} in quarantine`;
    const page = `${url}/usage/quarantine`;
    const mayCleanse = actor.powers.has('usage') && waiting <= MOST_IN_SLACK;
    return ok({
      text: title,
      blocks: [
        section(`${bold(title)}\nSet the prices that are missing, then cleanse: what still lacks one stays.`),
        countTable(counts.slice(0, ROWS)),
        ...(counts.length > ROWS
          ? [context(`… and ${counted(counts.length - ROWS, 'further line')}: the console shows them all.`)]
          : []),
        actions('quarantine', [
          ...(mayCleanse
            ? [button(CLEANSE, 'Cleanse', { value: cleanseValue(filter), style: 'primary' })]
            : []),
          linkButton('Open in Cardline', page),
        ]),
        ...(actor.powers.has('usage') && !mayCleanse
          ? [
              context(
                `More than ${grouped(MOST_IN_SLACK)} are cleansed in the console, where it may take its time.`,
              ),
            ]
          : []),
      ],
    });
  },
};

const countTable = (counts: readonly QuarantinedOfTariff[]): TableBlock =>
  table(
    ['Reason', 'Tariff', 'Supplier', 'Records', 'Days'],
    counts.map(({ reason, tariffKey, supplier, records, from, to }) => [
      reason,
      tariffKey ?? '',
      supplier,
      grouped(String(records)),
      from === null ? '' : from === to || to === null ? from : `${from} – ${to}`,
    ]),
  );
