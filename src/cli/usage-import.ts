import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { counted } from '#core/words.ts';
import { actorFor, type Command, optionalText, PROVIDER, refused } from './command.ts';

/** Lines that could not be taken and are told singly. */
const MOST_TOLD = 20;

export const usageImport: Command = {
  summary: 'take usage records from a CSV or NDJSON file',
  usage: 'FILE --provider CODE [--supplier CODE] [--format csv|ndjson]',
  options: { ...PROVIDER, supplier: { type: 'string' }, format: { type: 'string' } },
  required: ['provider'],
  operands: ['FILE'],
  details:
    'A record is taken once, by supplier and record id: the same file again takes what is left. CSV has the headings\nSupplier, Record Id, Service, Tariff Key, Start, Quantity, Carrier Cost. --supplier is that of records that do not say.\nThe format follows the name of the file, CSV where it ends in .csv.',
  async run(terminal, values, [path = '']) {
    const format = optionalText(values, 'format') ?? (/\.csv$/i.test(path) ? 'csv' : 'ndjson');
    if (format !== 'csv' && format !== 'ndjson') {
      terminal.tell(`--format is csv or ndjson, not ${format}.\n`);
      return 2;
    }
    const file = await open(path);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const taken = await house.services.usage.takeUsage(actor.value, {
      source: basename(path),
      format,
      supplier: optionalText(values, 'supplier') ?? null,
      lines: file.readLines(),
    });
    if (!taken.ok) return refused(terminal, taken.faults);
    const { received, rated, quarantined, duplicates, rejected, rejectedLines } = taken.value;
    for (const { line, message } of rejectedLines.slice(0, MOST_TOLD))
      terminal.tell(`line ${line}: ${message}\n`);
    terminal.say(
      `${counted(received, 'record')}: ${rated} rated, ${quarantined} in quarantine, ${duplicates} taken before, ${rejected} rejected.\n`,
    );
    return rejected > 0 ? 1 : 0;
  },
};
