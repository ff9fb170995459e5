import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant, PlainDate } from '#core/calendar.ts';
import {
  type ActivityRow,
  activityFileName,
  readActivityRows,
  writeActivityFile,
} from '#core/workflow/activity-file.ts';
import { readLine, writeLine } from '#core/workflow/csv-line.ts';

const aRow = (overrides: Partial<ActivityRow> = {}): ActivityRow => ({
  requestId: 12,
  orderNumber: 'BG-O-1042',
  round: 1,
  servicePlan: 'SP-PSTN',
  serviceType: 'Telephony',
  requestedOn: '2026-03-10' as PlainDate,
  details: { number: '+61355503000', address: '1 High Street, Geelong' },
  ...overrides,
});
const aFile = (rows: readonly ActivityRow[]) =>
  writeActivityFile({
    carrier: 'opti-carrier',
    provider: 'bluegum',
    sequence: 12,
    createdAt: '2026-03-03T21:00:00.000Z' as Instant,
    rows,
  });

describe('WF-1: an activity file', () => {
  it('has a header, a record for each service, and a trailer with their number', () => {
    expect(aFile([aRow(), aRow({ requestId: 9, requestedOn: null, round: 2 })])).toBe(
      [
        'H,1,activity,opti-carrier,bluegum,12,2026-03-03T21:00:00.000Z',
        'R,req_9,BG-O-1042,2,SP-PSTN,Telephony,,"address=1 High Street, Geelong",number=+61355503000',
        'R,req_12,BG-O-1042,1,SP-PSTN,Telephony,2026-03-10,"address=1 High Street, Geelong",number=+61355503000',
        'T,12,2',
        '',
      ].join('\r\n'),
    );
  });

  it('is the same whatever the order in which services and details come', () => {
    const turned = { address: '1 High Street, Geelong', number: '+61355503000' };
    expect(aFile([aRow({ requestId: 9 }), aRow()])).toBe(
      aFile([aRow({ details: turned }), aRow({ requestId: 9 })]),
    );
  });

  it('lets no spreadsheet run what somebody typed', () => {
    const text = aFile([
      aRow({ orderNumber: '-O-1', servicePlan: '=cmd()', details: { notes: '=HYPERLINK("http://x")\n+1' } }),
    ]);
    for (const line of text.split('\r\n').filter(Boolean))
      for (const cell of line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
        expect(cell.replace(/^"/, ''), line).not.toMatch(/^[=+\-@\t\r]/);
    expect(readActivityRows(text)).toMatchObject([
      { orderNumber: '-O-1', servicePlan: '=cmd()', details: { notes: '=HYPERLINK("http://x") +1' } },
    ]);
  });

  it('reads back as it was written', () => {
    const word = fc.string({ maxLength: 40, unit: 'binary' }).map((text) => text.replace(/\s+/g, ' ').trim());
    const row = fc.record({
      requestId: fc.integer({ min: 1, max: 1e9 }),
      orderNumber: fc.stringMatching(/^[A-Z0-9-]{1,10}$/),
      round: fc.integer({ min: 1, max: 9 }),
      servicePlan: fc.constantFrom('SP-PSTN', 'SP "x", y'),
      serviceType: fc.constantFrom('Telephony', 'Data'),
      requestedOn: fc.constantFrom(null, '2026-03-10' as PlainDate),
      details: fc.dictionary(fc.constantFrom('number', 'address', 'notes', 'sim'), word, {
        noNullPrototype: true,
      }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ requestId }) => requestId }), (rows) => {
        const sorted = [...rows].sort((a, b) => a.requestId - b.requestId);
        expect(readActivityRows(aFile(rows))).toEqual(sorted);
      }),
    );
  });

  it('is called after both and its number, in characters that every system takes', () => {
    expect(activityFileName({ provider: 'bluegum', carrier: 'Opti/Carrier é', sequence: 7 })).toBe(
      'bluegum-Opti_Carrier_-7.csv',
    );
  });
});

describe('a line of cells', () => {
  it('reads back, quoted where it must be', () => {
    const cell = fc.string({ maxLength: 30, unit: 'binary' }).map((text) => text.replace(/\s+/g, ' ').trim());
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
        expect(readLine(writeLine(cells))).toEqual(cells);
      }),
    );
  });

  it.each(['"open', 'a,"b" c', 'a"b', '"a""'])(
    'is unreadable where its quotation marks do not match: %s',
    (line) => {
      expect(readLine(line)).toBeNull();
    },
  );

  it('keeps empty cells, the last one too', () => {
    expect(readLine('a,,"",')).toEqual(['a', '', '', '']);
    expect(readLine('')).toEqual(['']);
  });
});
