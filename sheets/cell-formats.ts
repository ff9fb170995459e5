/** What the formats of an `.xlsx` make of a number: a day, a percentage, or a number. */
import { Unreadable } from './unreadable.ts';
import { attributesOf, plain, Tags } from './xml-tags.ts';

export type Shown = 'number' | 'day' | 'percentage';

/** Formats of cells; a spreadsheet keeps no more. */
const MOST_FORMATS = 65_490;

/** How each format of the styles shows a number, in the order in which cells count them. */
export function cellFormats(styles: string): Shown[] {
  const tags = new Tags('its list of formats', styles);
  const codes = new Map<string, string>();
  const [base, own]: [string[], (readonly [id: string | undefined, base: number])[]] = [[], []];
  let list = '';
  while (tags.tryNext()) {
    if (tags.name === 'cellStyleXfs' || tags.name === 'cellXfs')
      list = tags.isClosing || tags.isAlone ? '' : tags.name;
    if (tags.isClosing || (tags.name !== 'numFmt' && (tags.name !== 'xf' || list === ''))) continue;
    const attributes = attributesOf(tags.text());
    const id = attributes.get('numFmtId');
    if (tags.name === 'numFmt') codes.set(id ?? '', plain(attributes.get('formatCode') ?? ''));
    else if (list === 'cellStyleXfs') base.push(id ?? '');
    else own.push([id, Number(attributes.get('xfId') ?? Number.NaN)]);
    if (own.length > MOST_FORMATS) throw new Unreadable('it has far too many formats');
  }
  const known = new Map<string, Shown>();
  return own.map(([ownId, from]) => {
    const id = ownId ?? base[from] ?? '';
    const shown = known.get(id) ?? shownBy(id, codes.get(id));
    known.set(id, shown);
    return shown;
  });
}

/** Below it are the formats that every spreadsheet has, whatever a file says of them. */
const FIRST_OF_ONES_OWN = 100;
const PERCENTAGES = [9, 10];
/** Days and times; from 27 on those of East Asia and Thailand. */
const DAYS: readonly (readonly [first: number, last: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
];

function shownBy(id: string, code: string | undefined): Shown {
  const number = Number(id);
  if (code !== undefined && number >= FIRST_OF_ONES_OWN) return shownByCode(code);
  if (PERCENTAGES.includes(number)) return 'percentage';
  return DAYS.some(([first, last]) => number >= first && number <= last) ? 'day' : 'number';
}

/** Hours and the like that go on counting beyond a day, and parts of a second. */
const ELAPSED = /\[([dhms]{1,2})\]/g;
const PARTS_OF_SECONDS = /([dhms])[.,]0{1,3}/g;
/** Words, single signs, and colours and conditions. */
const ASIDE = /"[^"]*"|[\\_*].|\[[^\]]*\]/g;
const DAY_WORDS = /^(?:s{1,2}|m{1,5}|h{1,2}|d{1,4}|y|yy|yyyy|e|ee|eeee|a{3,5}|am|pm|a|p)$/;

/** A code has up to four sections, for numbers above, below and at zero, and for texts; `0.00 "per day"` shows no day. */
export function shownByCode(code: string): Shown {
  const sections = code
    .toLowerCase()
    .replaceAll(ELAPSED, '$1')
    .replaceAll(ASIDE, ' ')
    .replaceAll(PARTS_OF_SECONDS, '$1')
    .split(';');
  const isDay = sections.some((section) => {
    const words = section.split(/[^a-z0#?%]+/).filter((word) => word !== '');
    return words.length > 0 && words.every((word) => DAY_WORDS.test(word));
  });
  if (isDay) return 'day';
  return sections.some((section) => section.includes('%')) ? 'percentage' : 'number';
}
