import type { ChangeSet } from '#app/ports/catalogue.ts';
import { formatId } from '#core/ids.ts';
import { ok } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { context, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import { changeCard } from '../changes/change-card.ts';
import { refusalText } from '../conversation.ts';
import type { Command } from './command.ts';

/** Faults that are told; the console lists them all. */
const FAULTS = 10;

/** Reading and checking may take longer than Slack waits for an answer, so the outcome comes in a second one. */
export const syncCommand: Command = {
  word: 'sync',
  says: 'read and check the workbook now, and say what publishing it would change',
  async run({ services: { catalogue }, url }, { actor }) {
    return ok({
      text: ':hourglass_flowing_sand: Reading and checking the workbook…',
      async after() {
        const submitted = await catalogue.submitChanges(actor, { source: 'workbook' });
        return submitted.ok ? outcome(submitted.value, url) : { text: refusalText(submitted.faults, url) };
      },
    });
  },
};

function outcome(change: ChangeSet, url: string) {
  const { id, status, faults, baseVersion } = change;
  if (status === 'unchanged')
    return {
      text: `:white_circle: The workbook says what version ${baseVersion} says: there is nothing to publish.`,
    };
  if (status !== 'faulty') return changeCard(change, url);
  const text = `:x: The workbook has ${counted(faults.length, 'fault')}: nothing can be published.`;
  const further = faults.length - FAULTS;
  return {
    text,
    blocks: [
      section(bold(text)),
      section(faults.slice(0, FAULTS).map(faultLine).join('\n')),
      context(
        `${further > 0 ? `And ${grouped(further)} more. ` : ''}Put them right, then sync again: ${url}/changes/${formatId('change', id)}`,
      ),
    ],
  };
}

const faultLine = ({ tab, cell, row, message }: SheetFault): string =>
  `• ${safe(clip(`${tab}${cell ? ` ${cell}` : row === null ? '' : ` row ${row}`}: ${message}`, 250))}`;
