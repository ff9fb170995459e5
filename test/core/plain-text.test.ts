/** What is kept of a text is what shows: one rule for cells, names, settings and what is written about orders. */
import { describe, expect, it } from 'vitest';
import { checkServiceDetails } from '#core/orders/service-details.ts';
import { checkNote, checkReason, checkRejectionDetails } from '#core/orders/texts.ts';
import { checkPerson } from '#core/people/person.ts';
import { checkSettings } from '#core/people/settings.ts';
import { hiddenCharacterIn, plainSpaces, readText, tidy } from '#core/plain-text.ts';
import type { Result } from '#core/result.ts';
import { checkCarrier } from '#core/workflow/carrier.ts';

/** Zero width, bidi controls, NUL and other controls, a soft hyphen, blank letters, separators, half a pair. */
const HIDDEN = [
  '\u200b',
  '\u200c',
  '\u2060',
  '\ufeff',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u0000',
  '\u0007',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u3164',
  '\u2800',
  '\u2028',
  '\u3000',
  '\ud800',
];
const codes = (result: Result<unknown>) => (result.ok ? [] : result.faults.map(({ code }) => code));
const rule = { path: 'name', what: 'A name', most: 20, code: 'invalid_name' };

describe('a text', () => {
  it('loses what does not show at its ends, and has plain blanks within', () => {
    expect(tidy('\u200b \u00a0Kim\u202c\ufeff')).toBe('Kim');
    expect(plainSpaces('Kim\u00a0Lee\tof\r\nB')).toBe('Kim Lee of\nB');
    expect(readText(' Kim\u00a0Lee\u200b', rule)).toEqual({ ok: true, value: 'Kim Lee' });
  });

  it.each(HIDDEN.map((hidden) => [hidden.codePointAt(0)?.toString(16), hidden]))(
    'is refused with U+%s within it',
    (code, hidden) => {
      const told = `U+${String(code).toUpperCase().padStart(4, '0')}`;
      expect(hiddenCharacterIn(`Ki${hidden}m`)).toBe(told);
      expect(readText(`Ki${hidden}m`, rule)).toMatchObject({
        faults: [
          {
            code: 'hidden_character',
            path: 'name',
            message: expect.stringContaining(`A name holds a character that does not show (${told})`),
          },
        ],
      });
    },
  );

  it('may have letters of any script, accents, and pictures that are put together of several', () => {
    for (const text of ['Zoë O’Brien-Nguyễn', '李小龍', 'محمد', 'नीलम', '👩‍💻 at work', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️', 'a — b'])
      expect(hiddenCharacterIn(text), text).toBeNull();
    expect(hiddenCharacterIn('a\u200db')).toBe('U+200D');
  });

  it('is counted in characters as people count them, and may be empty or have lines only where it says so', () => {
    expect(readText('👩'.repeat(20), rule)).toMatchObject({ ok: true });
    expect(codes(readText('x'.repeat(21), rule))).toEqual(['invalid_name']);
    expect(codes(readText(' \u200b ', rule))).toEqual(['invalid_name']);
    expect(readText('', { ...rule, mayBeEmpty: true })).toEqual({ ok: true, value: '' });
    expect(codes(readText('a\nb', rule))).toEqual(['hidden_character']);
    expect(readText('a\r\nb', { ...rule, hasLines: true })).toEqual({ ok: true, value: 'a\nb' });
  });
});

it('is tidied in a time that grows with its length alone, whatever blanks it holds', () => {
  // Tried as a pattern at every blank, this would take hours.
  const text = `é${' '.repeat(500_000)}é`;
  expect(tidy(` ${text} `)).toBe(text);
  expect(tidy(`👩${'\u200b'.repeat(500_000)}`)).toBe('👩');
});

describe('the same rule', () => {
  it.each(HIDDEN)('holds for people, settings and orders: %j', (hidden) => {
    const text = `Ki${hidden}m`;
    const person = { email: `k${hidden}@bluegum.example`, name: text, roles: ['admin'] };
    expect(
      [
        checkPerson(person, new Set(['admin'])),
        checkSettings({ name: text, businessNumber: text }),
        checkRejectionDetails(text),
        checkReason(text),
        checkNote(text),
        checkServiceDetails('Other', { description: text }, 'details'),
        checkCarrier({ code: 'opti-carrier', name: text }),
      ].map((result) => codes(result).filter((code) => code === 'hidden_character').length),
    ).toEqual([2, 2, 1, 1, 1, 1, 1]);
  });
});
