/**
 * Texts that people give, in cells, forms and requests alike: what is kept of one is what shows. Characters that do not show make
 * two names look the same, turn what is read around them (bidi controls), or end a text early (NUL): at the ends they are slips
 * and are taken off, within they are refused.
 */
import { type Fault, fault, no, ok, type Result } from './result.ts';
import { counted } from './words.ts';

const BLANK = /[\s\p{Cf}]/u;

/** Without blanks at its ends, those that do not show (NBSP, zero width) included: they are slips, never meant. */
export function tidy(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (first > 32 && first < 128 && last > 32 && last < 128) return text;
  // Step by step: a pattern for the end of a text tries every run of blanks within it, to its end.
  const characters = Array.from(text);
  let [from, to] = [0, characters.length];
  while (from < to && BLANK.test(characters[from] ?? '')) from += 1;
  while (to > from && BLANK.test(characters[to - 1] ?? '')) to -= 1;
  return to - from === characters.length ? text : characters.slice(from, to).join('');
}

/** As a fault repeats it. */
export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** A non-breaking space within a text means a space, a tab too; lines end alike. */
export const plainSpaces = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\t\u00a0\u2007\u202f]/g, ' ');

/**
 * Characters that do not show, or show like a plain space: controls, formats (zero width, bidi), halves of pairs, separators,
 * and the letters and the pattern that are blank.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]|(?! )\p{Zs}/u;
/** Pictures are put together with joiners, and those show as what they make. */
const PICTURES = /\p{RGI_Emoji}/gv;

/** The first character within a text that does not show, as U+202E; null where all do. */
export function hiddenCharacterIn(text: string): string | null {
  const [hidden] = HIDDEN.exec(text) ?? [];
  if (hidden === undefined) return null;
  const [still] = HIDDEN.exec(text.replaceAll(PICTURES, '')) ?? [];
  return still === undefined ? null : `U+${codeOf(still)}`;
}

const codeOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

export interface TextRule {
  readonly path: string;
  /** How a fault speaks of it: "A name". */
  readonly what: string;
  /** Characters, as people count them. */
  readonly most: number;
  /** The code of a text that is empty or too long. */
  readonly code: string;
  /** Whether it may be empty. */
  readonly mayBeEmpty?: boolean;
  /** Whether it may have several lines. */
  readonly hasLines?: boolean;
}

/** Reads a text: tidied, and refused where it is empty, too long, or holds what does not show (`hidden_character`). */
export function readText(given: string, rule: TextRule): Result<string> {
  const text = tidy(plainSpaces(given));
  const faults: Fault[] = [];
  const length = [...text].length;
  if (length > rule.most || (length === 0 && rule.mayBeEmpty !== true))
    faults.push(fault(rule.code, `${rule.what} has ${rangeOf(rule)}.`, rule.path));
  const hidden = hiddenCharacterIn(rule.hasLines ? text.replaceAll('\n', '') : text);
  if (hidden !== null) faults.push(hiddenFault(rule.what, hidden, rule.path));
  return faults.length > 0 ? no(...faults) : ok(text);
}

const rangeOf = ({ most, mayBeEmpty }: TextRule): string =>
  mayBeEmpty ? `at most ${counted(most, 'character')}` : `1 to ${counted(most, 'character')}`;

export const hiddenFault = (what: string, hidden: string, path: string): Fault =>
  fault('hidden_character', `${what} holds a character that does not show (${hidden}): type it again.`, path);
