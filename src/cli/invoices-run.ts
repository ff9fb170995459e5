import { parseDate } from '#core/calendar.ts';
import { formatCents } from '#core/money.ts';
import { counted } from '#core/words.ts';
import { actorFor, type Command, PROVIDER, refused, textOf } from './command.ts';

export const invoicesRun: Command = {
  summary: 'make the invoices that are due on a day',
  usage: '--provider CODE --as-of DATE [--preview]',
  options: { ...PROVIDER, 'as-of': { type: 'string' }, preview: { type: 'boolean' } },
  required: ['provider', 'as-of'],
  details: '--preview counts them and writes nothing. Made again, there is nothing more to make.',
  async run(terminal, values) {
    const asOf = parseDate(textOf(values, 'as-of'), '--as-of');
    if (!asOf.ok) return refused(terminal, asOf.faults);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const mode = values.preview === true ? 'preview' : 'commit';
    const made = await house.services.invoices.makeInvoices(actor.value, { asOf: asOf.value, mode });
    if (!made.ok) return refused(terminal, made.faults);
    const { invoices, lines, amount, tax, numbers, parked } = made.value;
    const which = numbers === null ? '' : `, ${numbers.first} to ${numbers.last}`;
    terminal.say(
      `${mode === 'preview' ? 'Would make' : 'Made'} ${counted(invoices, 'invoice')} of ${counted(lines, 'line')} as of ${asOf.value}${which}: ${formatCents(amount)} ex tax, tax ${formatCents(tax)}.\n`,
    );
    if (parked > 0)
      terminal.say(`  left alone, for their billing is parked: ${counted(parked, 'account')}\n`);
    return 0;
  },
};
