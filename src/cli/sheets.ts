/** The Google spreadsheet that is a provider's workbook: linking, preparing and letting go of it. */
import { addressOf } from '#app/sheets/show-sheet.ts';
import { counted } from '#core/words.ts';
import { actorFor, type Command, optionalText, PROVIDER, refused, textOf } from './command.ts';

export const sheetsLink: Command = {
  summary: 'make a Google spreadsheet the workbook of a provider',
  usage: '--provider CODE --sheet ID',
  options: { ...PROVIDER, sheet: { type: 'string' } },
  required: ['provider', 'sheet'],
  details:
    'ID is what stands in the spreadsheet’s address between /d/ and /edit; the address itself will do. Share it with the\nservice account as editor first. "cardline sheets prepare" then makes its tabs.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const linked = await house.services.sheets.link(actor.value, textOf(values, 'sheet'));
    if (!linked.ok) return refused(terminal, linked.faults);
    terminal.say(`The workbook is "${linked.value.title}": ${addressOf(linked.value)}\n`);
    return 0;
  },
};

export const sheetsUnlink: Command = {
  summary: 'go back to the built-in workbook',
  usage: '--provider CODE',
  options: PROVIDER,
  required: ['provider'],
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const unlinked = await house.services.sheets.unlink(actor.value);
    if (!unlinked.ok) return refused(terminal, unlinked.faults);
    terminal.say('The workbook is the built-in one again; the spreadsheet stays as it is.\n');
    return 0;
  },
};

export const sheetsPrepare: Command = {
  summary: 'make or repair the workbook in the Google spreadsheet',
  usage: '--provider CODE [--refill [--version N]]',
  options: { ...PROVIDER, refill: { type: 'boolean' }, version: { type: 'string' } },
  required: ['provider'],
  details:
    'Tabs, headings, drop-downs and formats; a tab without rows is filled from the newest version. Done again it changes\nnothing. --refill replaces what the tabs hold, with version N or the newest; other tabs and columns are never touched.',
  async run(terminal, values) {
    const asked = optionalText(values, 'version');
    if (asked !== undefined && (!/^[1-9]\d{0,8}$/.test(asked) || values.refill !== true)) {
      terminal.tell('--version takes the number of a version, and goes with --refill.\n');
      return 2;
    }
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    terminal.tell('Preparing the spreadsheet…\n');
    const prepared = await house.services.sheets.prepare(actor.value, {
      isRefill: values.refill === true,
      ...(asked === undefined ? {} : { version: Number(asked) }),
    });
    if (!prepared.ok) return refused(terminal, prepared.faults);
    const { title, version, tabs } = prepared.value;
    terminal.say(`"${title}" is prepared: ${addressOf(prepared.value)}\n`);
    for (const tab of tabs) {
      const parts = [
        tab.outcome,
        ...(tab.addedColumns.length > 0 ? [`added ${tab.addedColumns.join(', ')}`] : []),
        ...(tab.filledRows === null ? [] : [`${counted(tab.filledRows, 'row')} from version ${version}`]),
      ];
      terminal.say(`  ${tab.title}: ${parts.join('; ')}\n`);
    }
    return 0;
  },
};
