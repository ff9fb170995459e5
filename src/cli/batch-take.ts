import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { actorFor, type Command, PROVIDER, refused, textOf } from './command.ts';

export const batchTake: Command = {
  summary: "take a carrier's batch file",
  usage: 'FILE --provider CODE --carrier CODE',
  options: { ...PROVIDER, carrier: { type: 'string' } },
  required: ['provider', 'carrier'],
  operands: ['FILE'],
  details:
    'A file is taken once, by name and content. Records that cannot be read or applied are told, and the rest is applied;\nthe same file again finishes what was left undone. docs/activity-files.md describes its form.',
  async run(terminal, values, [path = '']) {
    const bytes = await readFile(path);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const taken = await house.services.workflow.takeBatchFile(actor.value, {
      carrier: textOf(values, 'carrier'),
      name: basename(path),
      bytes,
    });
    if (!taken.ok) return refused(terminal, taken.faults);
    const { file, rows, wasTakenBefore } = taken.value;
    for (const { line, message, outcome } of rows)
      if (outcome !== 'applied') terminal.tell(`line ${line}: ${message}\n`);
    const left = file.refused + file.unreadable;
    terminal.say(
      `${file.name}, sequence ${file.sequence}${wasTakenBefore ? ', taken before' : ''}: ${file.records} records, ${file.applied} applied, ${left} not.\n`,
    );
    return left > 0 ? 1 : 0;
  },
};
