import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { counted } from '#core/words.ts';
import { actorFor, type Command, PROVIDER, refused } from './command.ts';

export const accountsImport: Command = {
  summary: 'take accounts from a .xlsx or CSV file, all or none',
  usage: 'FILE --provider CODE [--preview]',
  options: { ...PROVIDER, preview: { type: 'boolean' } },
  required: ['provider'],
  operands: ['FILE'],
  details: 'Every fault is told with its row and column. The same file again changes nothing (IMP-1).',
  async run(terminal, values, [path = '']) {
    const bytes = await readFile(path);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const outcome = await house.services.accounts.importAccounts(actor.value, {
      mode: values.preview === true ? 'preview' : 'commit',
      file: { name: basename(path), bytes },
    });
    if (!outcome.ok) return refused(terminal, outcome.faults);
    const { mode, received, added, changed, unchanged, faults } = outcome.value;
    for (const { cell, row, message } of faults)
      terminal.tell(`${cell ?? `row ${row ?? '?'}`}: ${message}\n`);
    const would = mode === 'preview' || faults.length > 0 ? 'would be ' : '';
    terminal.say(
      `${counted(received, 'row')}: ${added} ${would}added, ${changed} ${would}changed, ${unchanged} as they were, ${counted(faults.length, 'fault')}.\n`,
    );
    return faults.length > 0 ? 1 : 0;
  },
};
