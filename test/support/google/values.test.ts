import { describe, expect, it } from 'vitest';
import { aBookOfRates, KIM } from './a-book.ts';
import { refusal } from './clients.ts';

describe('reading values', () => {
  it('answers ranges in their order, without empty cells at the end', async () => {
    const { sheets, book } = await aBookOfRates();
    const { data } = await sheets.spreadsheets.values.batchGet({
      spreadsheetId: book.id,
      ranges: ["'Package Plans'!A1:Z", 'Rates!A1:Z'],
      valueRenderOption: 'UNFORMATTED_VALUE',
      dateTimeRenderOption: 'SERIAL_NUMBER',
    });
    expect(data.valueRanges).toEqual([
      { range: "'Package Plans'!A1:Z1000", majorDimension: 'ROWS' },
      {
        range: 'Rates!A1:Z1000',
        majorDimension: 'ROWS',
        values: [
          ['Rate Card', 'Tariff Key', 'Price', 'Effective From'],
          ['RC-1', '0412', 0.15, 46112],
          ['RC-1', '0413', 0.2, 46113],
        ],
      },
    ]);
  });

  it('shows what the screen shows, by the locale, and formulas as they were typed', async () => {
    const { sheets, book } = await aBookOfRates({ locale: 'de_DE' });
    book.computes('=C2*2', 1234.5);
    book.paste(
      'Rates',
      'F2',
      [['1.234,50', '31.03.2026', '10%', '=C2*2', 'TRUE', '1,20 €', '#REF!', '31/03/2026', '0412']],
      KIM,
    );
    const read = async (valueRenderOption: string, dateTimeRenderOption = 'SERIAL_NUMBER') =>
      (
        await sheets.spreadsheets.values.get({
          spreadsheetId: book.id,
          range: 'Rates!F2:N2',
          valueRenderOption,
          dateTimeRenderOption,
        })
      ).data.values?.[0];
    expect(await read('FORMATTED_VALUE')).toEqual([
      '1.234,50',
      '31.03.2026',
      '10%',
      '1234,5',
      'TRUE',
      '1,20 €',
      '#REF!',
      '31.03.2026',
      '412',
    ]);
    expect(await read('UNFORMATTED_VALUE')).toEqual([
      1234.5,
      46112,
      0.1,
      1234.5,
      true,
      1.2,
      '#REF!',
      46112,
      412,
    ]);
    expect(await read('UNFORMATTED_VALUE', 'FORMATTED_STRING')).toEqual([
      1234.5,
      '31.03.2026',
      0.1,
      1234.5,
      true,
      1.2,
      '#REF!',
      '31.03.2026',
      412,
    ]);
    expect((await read('FORMULA'))?.[3]).toBe('=C2*2');
  });

  it('refuses an unknown tab, an unquoted title with a space and a range beyond the grid', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const get = (...ranges: string[]) =>
      refusal(sheets.spreadsheets.values.batchGet({ spreadsheetId: book.id, ranges }));
    expect(await get('Rates!A1', 'Prices!A1:Z')).toMatchObject({
      code: 400,
      body: {
        error: { code: 400, message: 'Unable to parse range: Prices!A1:Z', status: 'INVALID_ARGUMENT' },
      },
    });
    expect(await get('Package Plans!A1')).toMatchObject({ code: 400 });
    expect(await get('Rates!A2000')).toMatchObject({
      message: 'Range (Rates!A2000) exceeds grid limits. Max rows: 1000, max columns: 26',
    });
    expect(google.takeViolations()).toHaveLength(3);
  });
});

describe('writing values', () => {
  it('RAW stays as it is, USER_ENTERED becomes what typing makes of it', async () => {
    const { sheets, book } = await aBookOfRates();
    const put = (range: string, valueInputOption: string, ...row: unknown[]) =>
      sheets.spreadsheets.values.update({
        spreadsheetId: book.id,
        range,
        valueInputOption,
        requestBody: { values: [row] },
      });
    await put('Rates!F1:J1', 'RAW', '0412', '=1+1', '31/03/2026', 7, true);
    await put('Rates!F2:J2', 'USER_ENTERED', '0412', '=1+1', '31/03/2026', '$1.20', 'true');
    const values = (row: number) =>
      ['F', 'G', 'H', 'I', 'J'].map((column) => book.cell('Rates', `${column}${row}`).value);
    expect(values(1)).toEqual(['0412', '=1+1', '31/03/2026', 7, true]);
    expect(values(2)).toEqual([412, '#NAME?', 46112, 1.2, true]);
    expect(book.cell('Rates', 'G2').formula).toBe('=1+1');
    expect(book.cell('Rates', 'H2')).toMatchObject({
      shown: '31/03/2026',
      format: { numberFormat: { type: 'DATE' } },
    });
  });

  it('keeps text in a cell that is formatted as text', async () => {
    const { sheets, book } = await aBookOfRates();
    const numberFormat = { type: 'TEXT', pattern: '@' };
    await sheets.spreadsheets.batchUpdate({
      spreadsheetId: book.id,
      requestBody: {
        requests: [
          {
            repeatCell: {
              range: { sheetId: 0, startColumnIndex: 1, endColumnIndex: 2 },
              cell: { userEnteredFormat: { numberFormat } },
              fields: 'userEnteredFormat.numberFormat',
            },
          },
        ],
      },
    });
    book.edit('Rates', 'B4', '0044', KIM);
    book.edit('Rates', 'A4', '0044', KIM);
    expect([book.cell('Rates', 'A4').value, book.cell('Rates', 'B4').value]).toEqual([44, '0044']);
  });

  it('batchUpdate writes all ranges or none', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const write = (...ranges: string[]) =>
      sheets.spreadsheets.values.batchUpdate({
        spreadsheetId: book.id,
        requestBody: {
          valueInputOption: 'RAW',
          data: ranges.map((range) => ({ range, values: [['x', null, 'y']] })),
        },
      });
    expect(await refusal(write('Rates!F2', 'Nowhere!A1'))).toMatchObject({ code: 400 });
    expect(book.cell('Rates', 'F2').value).toBeNull();
    expect(google.takeViolations()).toHaveLength(1);
    expect((await write('Rates!A2', "'Package Plans'!A1")).data).toMatchObject({
      totalUpdatedCells: 4,
      totalUpdatedSheets: 2,
    });
    expect(book.shown('Rates')[1]).toEqual(['x', '0412', 'y', '31/03/2026']);
  });

  it('refuses what does not fit the range, or comes without an input option', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const put = (range: string, values: unknown[][], valueInputOption?: string) =>
      refusal(
        sheets.spreadsheets.values.update({
          spreadsheetId: book.id,
          range,
          requestBody: { values },
          ...(valueInputOption ? { valueInputOption } : {}),
        }),
      );
    expect(await put('Rates!A1:B1', [['a', 'b'], ['c']], 'RAW')).toMatchObject({
      message: expect.stringContaining('tried writing to row [2]'),
    });
    expect(await put('Rates!A1', [['a']])).toMatchObject({
      message: "'valueInputOption' is required but not specified",
    });
    expect(await put('Rates!A1', [[{ a: 1 }]], 'RAW')).toMatchObject({ code: 400 });
    expect(google.takeViolations()).toHaveLength(3);
  });

  it('clear empties cells and leaves notes; append goes below the table', async () => {
    const { sheets, book } = await aBookOfRates();
    await sheets.spreadsheets.values.append({
      spreadsheetId: book.id,
      range: 'Rates!A1:D1',
      valueInputOption: 'RAW',
      requestBody: { values: [['RC-2']] },
    });
    expect(book.shown('Rates')[1]).toHaveLength(4);
    await sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!A2:D3' });
    expect(book.shown('Rates').slice(1)).toEqual([[], [], ['RC-2']]);
  });
});
