import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWERS, MOST_RECORDS, readBatchFile } from '#core/workflow/batch-file.ts';

const CONTEXT = { carrier: 'opti-carrier', provider: 'bluegum', timeZone: 'Australia/Perth' };
const HEADER = 'H,1,batch,opti-carrier,bluegum,7,2026-03-10T20:00:00Z';

const read = (...lines: readonly string[]) => readBatchFile(lines.join('\n'), CONTEXT);
const codes = (result: ReturnType<typeof readBatchFile>): string[] =>
  result.ok ? [] : result.faults.map(({ code }) => code);

describe('WF-4: reading a batch file', () => {
  it('reads every kind of answer, with line ends of every kind and blanks around', () => {
    const text = `${HEADER}\r\n R , req_1 , Advice ,,\r\nR,BG-O-2,activation,2026-03-12\n\nR,req_3,rejection,,"No ""such"" line, sorry"\rT,7,3,1,1,1\n\n`;
    expect(readBatchFile(text, CONTEXT)).toEqual({
      ok: true,
      value: {
        sequence: 7,
        createdAt: '2026-03-10T20:00:00.000Z',
        answers: [
          { line: 2, reference: 'req_1', kind: 'advice', on: '2026-03-11', reason: '' },
          { line: 3, reference: 'BG-O-2', kind: 'activation', on: '2026-03-12', reason: '' },
          {
            line: 5,
            reference: 'req_3',
            kind: 'rejection',
            on: '2026-03-11',
            reason: 'No "such" line, sorry',
          },
        ],
        unreadable: [],
      },
    });
  });

  it('takes the apostrophe off that a spreadsheet needs', () => {
    const result = read(HEADER, "R,'-O-1,rejection,,'=broken", 'T,7,1,0,0,1');
    expect(result.ok && result.value.answers[0]).toMatchObject({ reference: '-O-1', reason: '=broken' });
  });

  it.each([
    ['header_missing', ['R,req_1,advice', 'T,7,1,1,0,0']],
    ['header_missing', ['H,1,activity,opti-carrier,bluegum,7,2026-03-10T20:00:00Z', 'T,7,0,0,0,0']],
    ['version_unknown', [HEADER.replace('H,1', 'H,2'), 'T,7,0,0,0,0']],
    ['of_another_carrier', [HEADER.replace('opti', 'quokka'), 'T,7,0,0,0,0']],
    ['of_another_provider', [HEADER.replace('bluegum', 'wavelink'), 'T,7,0,0,0,0']],
    ['invalid_sequence', [HEADER.replace(',7,', ',0,'), 'T,0,0,0,0,0']],
    ['invalid_created', [HEADER.replace('2026-03-10T20:00:00Z', 'yesterday'), 'T,7,0,0,0,0']],
    ['trailer_missing', [HEADER, 'R,req_1,advice']],
    ['trailer_missing', [HEADER]],
    ['sequence_mismatch', [HEADER, 'T,8,0,0,0,0']],
    ['count_mismatch', [HEADER, 'R,req_1,advice', 'T,7,2,2,0,0']],
    ['count_mismatch', [HEADER, 'R,req_1,advice', 'T,7,1,0,1,0']],
    ['count_mismatch', [HEADER, 'R,req_1,advice', 'T,7,1']],
    ['count_mismatch', [HEADER, 'R,req_1,advice', 'R,req_2,maybe', 'T,7,2,0,2,0']],
  ])('is refused whole with %s', (code, lines) => {
    expect(codes(read(...lines))).toEqual([code]);
  });

  it('tells every fault of the file at once', () => {
    expect(codes(read(HEADER.replace('bluegum', 'x').replace(',7,', ',y,'), 'R,req_1,advice'))).toEqual([
      'of_another_provider',
      'invalid_sequence',
      'trailer_missing',
    ]);
  });

  it('holds so many records and no more', () => {
    const records = Array.from({ length: MOST_RECORDS + 1 }, (_, n) => `R,req_${n + 1},advice`);
    expect(codes(read(HEADER, ...records, `T,7,${records.length},${records.length},0,0`))).toEqual([
      'too_many_records',
    ]);
  });

  it('lets an unreadable record be of any kind that the trailer counts', () => {
    const result = read(HEADER, 'R,req_1,advice', '"R,req_2,activation', 'T,7,2,1,1,0');
    expect(result.ok && result.value.unreadable).toMatchObject([{ line: 3, code: 'unreadable_line' }]);
  });

  it('never breaks on a line, whatever is in it, and loses none', () => {
    const line = fc.string({ maxLength: 60, unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const records = lines.filter((text) => text.trim() !== '');
        const plain = read(HEADER, ...records, `T,7,${records.length},${records.length},0,0`);
        if (!plain.ok) return;
        expect(plain.value.answers.length + plain.value.unreadable.length).toBe(records.length);
      }),
    );
  });

  it('counts each kind, whatever a file holds', () => {
    const answer = fc.constantFrom(...ANSWERS);
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 30 }), (kinds) => {
        const counts = ANSWERS.map((kind) => kinds.filter((one) => one === kind).length);
        const records = kinds.map((kind, n) => `R,req_${n + 1},${kind},,because`);
        const result = read(HEADER, ...records, ['T', 7, kinds.length, ...counts].join(','));
        expect(result.ok && result.value.answers.map(({ kind }) => kind)).toEqual(kinds);
      }),
    );
  });
});
