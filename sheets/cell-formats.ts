/** What the formats of an `.xlsx` make of a number: a day, a percentage, or a number. */
import { attributesOf, plain, Tags } from './xml-tags.ts';

/** By the number that cells name their format with. */
export interface CellFormats {
  readonly isDay: readonly boolean[];
  readonly isPercent: readonly boolean[];
  /** The day that is 0: 1899-12-30, or 1904-01-01 in books that began on a Mac; in days before 1970. */
  readonly dayZero: number;
}

/** For each format of the styles, whether it shows a number as a percentage. */
export function percentFormats(styles: string): boolean[] {
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
  }
  return own.map(([id, from]) => showsPercent(id ?? base[from] ?? '', codes));
}

/** 0% and 0.00%, which every spreadsheet has. */
const BUILT_IN = ['9', '10'];
/** Words, single signs and conditions within a format's code. */
const QUOTED = /"[^"]*"|[\\_*].|\[[^\]]*\]/g;

const showsPercent = (id: string, codes: ReadonlyMap<string, string>): boolean =>
  codes.get(id)?.replaceAll(QUOTED, '').includes('%') ?? BUILT_IN.includes(id);
