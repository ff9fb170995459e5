import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '#console/assets/assets.ts';
import { style } from '#console/assets/style.ts';
import { returnPath } from '#console/guards/return-path.ts';
import { stateBadge } from '#console/parts/badge.ts';
import { arithmetic, tallyTable } from '#console/parts/cardlines.ts';
import { cellField } from '#console/parts/cell-field.ts';
import { type Field, form } from '#console/parts/form.ts';
import { age, moment, money, percent, period, unbroken } from '#console/parts/formats.ts';
import { path, withQuery } from '#console/parts/html.ts';
import { table } from '#console/parts/table.ts';
import type { LineBasis } from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { cents, type TaxRate } from '#core/money.ts';
import { choiceOr, date, tick } from '#core/workbook/column.ts';
import { all, attributeOf, byTag, parseHtml, textOf } from './support/parse-html.ts';

const page = async (html: unknown) => parseHtml(String(await html));

describe('values as people read them', () => {
  it('groups money by thousands, and gives a credit the true minus sign', () => {
    expect([money(cents(123_456_789)), money(cents(-5)), money(cents(0)), money(null)]).toEqual([
      '1,234,567.89',
      '−0.05',
      '0.00',
      '–',
    ]);
  });

  it('groups the lines of a run by thousands, in each kind and in sum', async () => {
    const sell = {
      access_fee: { lines: 1234, amount: 100, tax: 10 },
      setup_fee: { lines: 10_000, amount: 100, tax: 10 },
    };
    const numbers = all(
      await page(tallyTable({ sell, buy: {} }, 'sell')),
      (one) => attributeOf(one, 'data-label') === 'Lines',
    );
    expect(numbers.map(textOf)).toEqual(['10,000', '1,234', '11,234']);
  });

  it('writes a tax rate in per cent', () => {
    expect([100_000, 125_000, 0].map((rate) => percent(rate as TaxRate))).toEqual([
      '10\u00a0%',
      '12.5\u00a0%',
      '0\u00a0%',
    ]);
  });

  it('keeps a number with its per cent sign and the first day of a span with its dash, in one line', async () => {
    expect(unbroken('8 Mar 2026 – 7 Apr 2026: 10 of 31 days. Tax at 10 %: 1.00.')).toBe(
      '8 Mar 2026\u00a0– 7 Apr 2026: 10 of 31 days. Tax at 10\u00a0%: 1.00.',
    );
    const span = await page(period('2026-03-08' as PlainDate, '2026-04-07' as PlainDate));
    const [first] = all(span, (element) => attributeOf(element, 'class') === 'nowrap');
    expect(first && textOf(first)).toBe('8 Mar 2026 –');
  });

  it('shows an instant on the provider’s wall clock, a day lost to the zone included', async () => {
    const at = '2026-03-01T13:30:00.000Z' as Instant;
    expect(String(await moment(at, 'Australia/Melbourne'))).toContain('>2 Mar 2026, 00:30<');
    expect(String(await moment(at, 'Australia/Perth'))).toContain('>1 Mar 2026, 21:30<');
  });

  it('names a period of one day by that day', async () => {
    const day = '2026-03-01' as PlainDate;
    expect(textOf(await page(period(day, day)))).toBe('1 Mar 2026');
  });

  it('tells an age in the largest unit that fits', () => {
    const now = '2026-03-10T12:00:00.000Z' as Instant;
    const since = [
      '2026-03-10T11:59:30',
      '2026-03-10T11:20:00',
      '2026-03-09T11:00:00',
      '2026-03-01T12:00:00',
    ];
    expect(since.map((at) => age(`${at}.000Z` as Instant, now))).toEqual([
      'just now',
      '40 min',
      '25 h',
      '9 days',
    ]);
  });
});

describe('the arithmetic of a cardline', () => {
  const basis = (more: Partial<LineBasis>): LineBasis => ({
    fee: cents(4995),
    wholes: 0,
    parts: [],
    charged: null,
    rule: 'by_day',
    ...more,
  });

  it.each([
    [basis({ wholes: 1, rule: 'whole' }), 4995, '49.95'],
    [basis({ wholes: 2, rule: 'whole' }), 9990, '2 × 49.95'],
    [basis({ parts: [{ days: 17, ofDays: 31 }] }), 2739, '17 of 31 days of 49.95'],
    [basis({ wholes: 1, parts: [{ days: 3, ofDays: 30 }] }), 5495, '49.95 + 3 of 30 days of 49.95'],
    [
      basis({ charged: cents(4995), parts: [{ days: 13, ofDays: 31 }] }),
      -2900,
      '49.95 was charged, 20.95 (13 of 31 days of 49.95) stays',
    ],
    [basis({ charged: cents(4995) }), -4995, '49.95 was charged, nothing stays'],
  ])('BILL-12: says in short how an amount came about (%#)', (line, amount, text) => {
    expect(arithmetic(line, cents(amount))).toBe(text);
  });
});

describe('a form', () => {
  const FIELDS: readonly Field[] = [
    { name: 'name', label: 'Name', help: 'As on the invoice.' },
    { name: 'fee', label: 'Fee', kind: 'amount', isOptional: true, paths: ['plan.accessFee'] },
    { name: 'notes', label: 'Notes', kind: 'long' },
    { name: 'roles', label: 'Roles', kind: 'several', choices: [{ value: 'a', label: 'A' }] },
  ];
  const shown = (more: Partial<Parameters<typeof form>[0]> = {}) =>
    page(form({ id: 'f', action: '/x', token: 't', fields: FIELDS, submit: 'Save', ...more }));

  it('shows every fault: in a summary that leads to its field, and beside the field, tied to it', async () => {
    const seen = await shown({
      faults: [
        { code: 'a', message: 'Give a name.', path: 'name' },
        { code: 'b', message: 'Too much.', path: 'plan.accessFee' },
        { code: 'c', message: 'No such role.', path: 'roles[3]' },
        { code: 'd', message: 'Not today.' },
      ],
    });
    expect(textOf(seen)).toContain('4 things need to be put right');
    expect(byTag(seen, 'a').map((link) => attributeOf(link, 'href'))).toEqual([
      '#f-name',
      '#f-fee',
      '#f-roles',
    ]);
    const [name] = all(seen, (element) => attributeOf(element, 'id') === 'f-name');
    expect(name?.attributes.get('aria-invalid')).toBe('true');
    expect(name?.attributes.get('aria-describedby')).toBe('f-name-help f-name-fault');
    expect(textOf(seen)).toContain('Not today.');
  });

  it('gives back what was typed, whatever it is, and nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string({ unit: 'grapheme' }), async (name, notes) => {
        const seen = await shown({ values: { name, notes } });
        const [input] = all(seen, (element) => attributeOf(element, 'name') === 'name');
        const [area] = byTag(seen, 'textarea');
        // A browser takes the first line break of a textarea away; the page puts one there for it.
        const inside = area?.children.join('') ?? '';
        return (
          attributeOf(input ?? seen, 'value') === name &&
          (notes.trim() === '' || inside.replace(/^\n/, '') === notes) &&
          byTag(seen, 'script').length === 0
        );
      }),
      { numRuns: 200 },
    );
  });

  it('says which fields may be left empty, and uploads only where there is a file', async () => {
    expect(textOf(await shown())).toContain('Fee (optional)');
    const plain = byTag(await shown(), 'form')[0];
    expect(plain?.attributes.has('enctype')).toBe(false);
    const upload = await shown({ fields: [{ name: 'file', label: 'File', kind: 'file' }] });
    expect(attributeOf(byTag(upload, 'form')[0] ?? upload, 'enctype')).toBe('multipart/form-data');
  });
});

describe('a cell of the workbook as a field', () => {
  const status = choiceOr('Status', ['Draft', 'Saleable'], 'Draft', 'What it is.');

  it('keeps what a drop-down could not hold', () => {
    expect(cellField(status, 'Salable').choices?.at(-1)).toEqual({
      value: 'Salable',
      label: 'Salable (not one of them)',
    });
    expect(cellField(status, 'saleable').choices?.map(({ value }) => value)).toEqual([
      '',
      'Draft',
      'saleable',
    ]);
    expect(cellField(tick('On', 'Whether.'), true).choices?.map(({ value }) => value)).toEqual([
      '',
      'TRUE',
      'FALSE',
    ]);
  });

  it('picks a date only where the cell holds one or nothing', () => {
    const day = date('From', 'First day.');
    expect(['2026-03-01', '', '1/3/26'].map((cell) => cellField(day, cell).kind)).toEqual([
      'date',
      'date',
      'text',
    ]);
  });
});

describe('a table', () => {
  it('repeats each heading at its cells, for a phone', async () => {
    const seen = await page(
      table({
        label: 'Lines',
        rows: [{ text: '<b>x</b>', amount: 5 }],
        columns: [
          { head: 'Text', kind: 'row', cell: (row) => row.text, foot: 'Sum' },
          { head: 'Amount', kind: 'number', cell: (row) => row.amount, foot: 5 },
        ],
      }),
    );
    const labels = byTag(seen, 'th', 'td').map((cell) => attributeOf(cell, 'data-label'));
    expect(labels).toEqual(['', '', 'Text', 'Amount', 'Text', 'Amount']);
    expect(textOf(seen)).toContain('<b>x</b>');
  });
});

describe('addresses', () => {
  it('a part stays one part, whatever it holds', () => {
    expect(path('orders', 'BG/1?x#y')).toBe('/orders/BG%2F1%3Fx%23y');
    expect(withQuery('/queue', { a: '', b: null, c: 'x&y' })).toBe('/queue?c=x%26y');
  });

  it('a return path leads to this site or to the start page, whatever is asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom('https://elsewhere.example/x', 'http:elsewhere.example', 'ftp://x'),
          fc.string(),
          fc.webPath(),
          fc.string().map((text) => `/${text}`),
          fc.string().map((text) => `//${text}`),
        ),
        (wanted) => new URL(returnPath(wanted), 'https://here.example').origin === 'https://here.example',
      ),
      { numRuns: 300 },
    );
  });

  it('a changed file has another name', () => {
    expect(fingerprint('a')).not.toBe(fingerprint('b'));
    expect(fingerprint('a')).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('colours', () => {
  /** Tokens of a scheme: the dark one replaces those of the light one. */
  const tokensOf = (scheme: 'light' | 'dark'): Map<string, string> => {
    const blocks = [...style.matchAll(/:root \{([^}]*)\}/g)].slice(0, scheme === 'light' ? 1 : 2);
    return new Map(
      blocks.flatMap(([, block = '']) =>
        [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(
          ([, name = '', colour = '']) => [name, colour] as const,
        ),
      ),
    );
  };
  /** WCAG 2: relative luminance. */
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
    return (high + 0.05) / (low + 0.05);
  };
  const TEXT_ON: readonly (readonly [text: string, ground: string])[] = [
    ...['paper', 'surface', 'sunk'].flatMap((ground) => [
      ['ink', ground] as const,
      ['ink-soft', ground] as const,
    ]),
    ...['paper', 'surface', 'accent-wash'].map((ground) => ['accent-strong', ground] as const),
    ...['good', 'wait', 'warn', 'bad'].flatMap((tone) => [
      [tone, `${tone}-wash`] as const,
      ['ink', `${tone}-wash`] as const,
    ]),
    ...['good', 'bad'].map((tone) => [tone, 'surface'] as const),
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
  ];

  it.each(['light', 'dark'] as const)(
    'of text can be read on its ground in %s (4.5 to 1), of borders and focus seen (3 to 1)',
    (scheme) => {
      const tokens = tokensOf(scheme);
      const of = (name: string) => {
        const colour = tokens.get(name);
        if (colour === undefined) throw new Error(`there is no colour ${name}`);
        return colour;
      };
      const weak = [
        ...TEXT_ON.filter(([text, ground]) => contrast(of(text), of(ground)) < 4.5),
        ...['line-strong', 'focus', 'accent', 'bad'].flatMap((name) =>
          ['surface', 'paper']
            .filter((ground) => contrast(of(name), of(ground)) < 3)
            .map((ground) => [name, ground]),
        ),
      ].map(
        ([name = '', ground = '']) => `${name} on ${ground}: ${contrast(of(name), of(ground)).toFixed(2)}`,
      );
      expect(weak).toEqual([]);
      expect(tokens.size).toBeGreaterThan(18);
    },
  );
});

it('a state is told by a word and a shape, not by colour alone', async () => {
  for (const state of ['pending', 'halted', 'active', 'cancelled', 'Saleable', 'stale', 'unheard of']) {
    const badge = await page(stateBadge(state));
    expect(textOf(badge)).not.toBe('');
    expect(byTag(badge, 'svg')).toHaveLength(1);
  }
});
