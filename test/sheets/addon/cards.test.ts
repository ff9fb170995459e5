/** The cards beside the spreadsheet: whatever people typed stands in them as they typed it, and there is room for all of it. */
import { describe, expect, it } from 'vitest';
import type { PlacedFault, SheetOutcome } from '#app/ports/sheet-checks.ts';
import { toOutcome } from '#app/sheet-panel/outcome.ts';
import type { SheetStanding } from '#app/sheet-panel/show-standing.ts';
import { instant } from '#core/calendar.ts';
import { powersOfRoles } from '#core/people/powers.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { standingCard, strangerCard } from '#sheets/addon/cards.ts';
import { LARGEST_CARD_BYTES, WIDGETS_IN_SECTION } from '#sheets/addon/limits.ts';
import { placeAddress } from '#sheets/addon/standing-words.ts';
import type { Card } from '#sheets/addon/widgets.ts';

const URL = 'https://cardline.test';
const AT = instant(new Date('2026-03-02T00:00:00Z'));

const aStanding = (outcome: Partial<SheetOutcome> = {}, more: Partial<SheetStanding> = {}): SheetStanding =>
  ({
    actor: {
      providerId: 1,
      providerCode: 'wavelink',
      providerName: 'Wavelink',
      timeZone: 'Australia/Melbourne',
      actorId: 'usr_1',
      actorName: 'Pia',
      via: 'sheet',
      powers: powersOfRoles(['pricing']),
      requestId: null,
    },
    link: { sheetId: 'abc', title: 'Prices', problem: null },
    check: {
      sheetId: 'abc',
      deed: 'check',
      by: 'Pia',
      at: AT,
      state: 'done',
      problem: null,
      outcome: {
        status: 'faulty',
        changeId: null,
        faults: [],
        faultCount: 0,
        notes: [],
        noteCount: 0,
        added: 0,
        changed: 0,
        removed: 0,
        rows: [],
        activeSubscriptions: 0,
        ...outcome,
      },
    },
    change: null,
    ...more,
  }) as SheetStanding;

const aFault = (more: Partial<PlacedFault> = {}): PlacedFault => ({
  tab: 'Rates',
  row: 5,
  cell: 'C5',
  tabId: 77,
  message: 'Price: not a price.',
  ...more,
});

const sizeOf = (card: Card): number => Buffer.byteLength(JSON.stringify(card));
const widgetsOf = ({ sections }: Card) => sections.flatMap(({ widgets }) => widgets);
const textsOf = (card: Card): string[] =>
  widgetsOf(card).flatMap((widget) =>
    'decoratedText' in widget
      ? [widget.decoratedText.text]
      : 'textParagraph' in widget
        ? [widget.textParagraph.text]
        : [],
  );

describe('what people typed', () => {
  it('marks in it are letters', () => {
    const texts = textsOf(
      standingCard(
        URL,
        aStanding({ faults: [aFault({ message: '<a href="https://x.example">Pay</a> & <b>win</b>' })] }),
      ),
    );
    expect(texts).toContain('&lt;a href="https://x.example"&gt;Pay&lt;/a&gt; &amp; &lt;b&gt;win&lt;/b&gt;');
    expect(texts.join()).not.toContain('<');
  });

  it('that runs from right to left turns nothing around beside it', () => {
    const texts = textsOf(standingCard(URL, aStanding({ faults: [aFault({ message: 'שם: חסר' })] })));
    expect(texts).toContain('\u2068שם: חסר\u2069');
  });

  it('is cut between characters, with a sign that there is more', () => {
    const family = '👨‍👩‍👧‍👦';
    const texts = textsOf(
      standingCard(URL, aStanding({ faults: [aFault({ message: family.repeat(200) })] })),
    );
    const [cut = ''] = texts.filter((text) => text.startsWith(family));
    expect(cut.length).toBeLessThanOrEqual(600);
    expect(cut).toMatch(/…$/);
    expect(cut.replace('…', '').split(family).join('')).toBe('');
  });

  it('however much it is, leaves the card within its size', () => {
    const huge = '<&>'.repeat(100_000);
    const fault: SheetFault = {
      tab: huge,
      row: 5,
      key: huge,
      column: huge,
      cell: 'C5',
      code: 'required',
      message: huge,
    } as unknown as SheetFault;
    const outcome = toOutcome(
      {
        status: 'faulty',
        changeId: null,
        faults: Array.from({ length: 5000 }, () => fault),
        notes: Array.from({ length: 5000 }, () => fault),
        plan: {},
        impact: { activeSubscriptions: 0 },
        added: 0,
        changed: 0,
        removed: 0,
      },
      undefined,
    );
    expect([outcome.faults.length, outcome.faultCount, outcome.notes.length]).toEqual([20, 5000, 5]);
    const card = standingCard(URL, aStanding({ ...outcome, rows: Array.from({ length: 8 }, () => huge) }));
    expect(sizeOf(card)).toBeLessThan(LARGEST_CARD_BYTES);
    for (const { widgets } of card.sections) expect(widgets.length).toBeLessThanOrEqual(WIDGETS_IN_SECTION);
    expect(textsOf(card).join('\n')).toContain('The first 20 are shown.');
  });

  it('of a stranger’s address stands as Google gives it', () => {
    const card = strangerCard(URL, { email: '<b>@x.example' }, 'secret');
    expect(textsOf(card)).toContain('&lt;b&gt;@x.example');
    expect(JSON.stringify(card)).toContain(`${URL}/link/google/secret`);
  });
});

describe('the place of a fault', () => {
  it.each([
    [{}, 'https://docs.google.com/spreadsheets/d/abc/edit#gid=77&range=C5'],
    [{ tabId: 0 }, 'https://docs.google.com/spreadsheets/d/abc/edit#gid=0&range=C5'],
    [{ cell: null }, 'https://docs.google.com/spreadsheets/d/abc/edit#gid=77&range=A5'],
    [{ cell: null, row: null }, 'https://docs.google.com/spreadsheets/d/abc/edit#gid=77&range=A1'],
    [{ tabId: null }, null],
  ])('%j', (more, address) => {
    expect(placeAddress('abc', aFault(more))).toBe(address);
  });

  it('that is nowhere has no button', () => {
    const [widget] = widgetsOf(standingCard(URL, aStanding({ faults: [aFault({ tabId: null })] }))).filter(
      (each) => 'decoratedText' in each,
    );
    expect(widget).not.toHaveProperty('decoratedText.button');
  });
});

describe('what became of a proposal', () => {
  const aChange = (more: object) => ({
    change: {
      id: 3,
      status: 'pending',
      submittedBy: 'Pia',
      createdAt: AT,
      decidedBy: null,
      decidedAt: null,
      reason: null,
      publishOn: null,
      publishedVersion: null,
      ...more,
    } as unknown as SheetStanding['change'],
  });

  it.each([
    [{}, 'Submitted by Pia, 2 Mar 2026 11:00.'],
    [
      { status: 'scheduled', decidedBy: 'Ari', decidedAt: AT, publishOn: '2026-04-01' },
      'Approved by Ari, 2 Mar 2026 11:00.\nIn force from 1 Apr 2026.',
    ],
    [
      { status: 'published', decidedBy: 'Ari', decidedAt: AT, publishedVersion: 2 },
      'Approved by Ari, 2 Mar 2026 11:00.\nIn force as version 2.',
    ],
    [
      { status: 'rejected', decidedBy: 'Ari', decidedAt: AT, reason: 'too cheap' },
      'Rejected by Ari, 2 Mar 2026 11:00: too cheap',
    ],
    [{ status: 'withdrawn', decidedBy: 'Pia', decidedAt: AT }, 'Withdrawn by Pia, 2 Mar 2026 11:00.'],
    [{ status: 'stale', reason: 'rows moved' }, 'It can be decided no more: rows moved. Submit again.'],
  ])('%j', (more, said) => {
    expect(textsOf(standingCard(URL, aStanding({}, aChange(more)))).join('\n')).toContain(said);
  });

  it('a spreadsheet that cannot be used says why, first of all', () => {
    const card = standingCard(
      URL,
      aStanding(
        {},
        { link: { sheetId: 'abc', title: 'Prices', problem: 'Not shared.' } as SheetStanding['link'] },
      ),
    );
    expect(card.sections[0]).toMatchObject({ header: 'Cannot be used just now' });
  });
});
