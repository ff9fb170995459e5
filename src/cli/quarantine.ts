import { counted } from '#core/words.ts';
import { actorFor, type Command, optionalText, PROVIDER, refused } from './command.ts';

/** Tariffs that are told; where there are more, the API lists them all. */
const MOST_TOLD = 100;

export const quarantine: Command = {
  summary: 'say how much usage waits in quarantine, and why',
  usage: '--provider CODE [--tariff KEY]',
  options: { ...PROVIDER, tariff: { type: 'string' } },
  required: ['provider'],
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const listed = await house.services.usage.listQuarantine(
      actor.value,
      { tariffKey: optionalText(values, 'tariff') },
      { limit: 1, cursor: null },
    );
    if (!listed.ok) return refused(terminal, listed.faults);
    const { counts } = listed.value;
    const waiting = counts.reduce((sum, { records }) => sum + records, 0);
    terminal.say(
      waiting === 0 ? 'Nothing waits in quarantine.\n' : `${counted(waiting, 'record')} in quarantine:\n`,
    );
    for (const { reason, tariffKey, supplier, records, from, to } of counts.slice(0, MOST_TOLD))
      terminal.say(
        `  ${String(records).padStart(7)}  ${reason}: ${tariffKey ?? 'no tariff'} of ${supplier}${from === null ? '' : `, ${from} to ${to}`}\n`,
      );
    if (counts.length > MOST_TOLD)
      terminal.say(`  … and ${counted(counts.length - MOST_TOLD, 'further kind')}.\n`);
    return 0;
  },
};
