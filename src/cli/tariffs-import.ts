import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { counted } from '#core/words.ts';
import { actorFor, type Command, PROVIDER, refused } from './command.ts';

export const tariffsImport: Command = {
  summary: 'take a listing of new tariffs into the workbook',
  usage: 'FILE --provider CODE [--preview]',
  options: { ...PROVIDER, preview: { type: 'boolean' } },
  required: ['provider'],
  operands: ['FILE'],
  details:
    'Columns Tariff Key, Description, Usage Type, Unit, Parent, Supplier. What is new is added to the tab Tariffs, all of it or\nnone; what is known stays. Rate cards without a price for the new ones are told, with the usage that waits for them.',
  async run(terminal, values, [path = '']) {
    const bytes = await readFile(path);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const taken = await house.services.tariffs.takeListing(actor.value, {
      mode: values.preview === true ? 'preview' : 'commit',
      file: { name: basename(path), bytes },
    });
    if (!taken.ok) return refused(terminal, taken.faults);
    const { mode, added, changed, known, faults, unpriced } = taken.value;
    for (const { cell, row, message } of faults)
      terminal.tell(`${cell ?? `row ${row ?? '?'}`}: ${message}\n`);
    const would = mode === 'preview' ? 'would be ' : '';
    terminal.say(
      `${counted(added.length, 'tariff')} ${would}added, ${changed.length} known otherwise, ${known} known as they are, ${counted(faults.length, 'fault')}.\n`,
    );
    for (const { tariffKey, cards, records } of unpriced)
      terminal.say(
        `  ${tariffKey}: no price on ${cards.join(', ')}; ${counted(records, 'record')} in quarantine\n`,
      );
    return faults.length > 0 ? 1 : 0;
  },
};
