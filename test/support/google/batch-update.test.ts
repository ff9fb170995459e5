import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { describe, expect, it } from 'vitest';
import { aBookOfRates, KIM } from './a-book.ts';
import { refusal } from './clients.ts';

type Request = sheets_v4.Schema$Request;

async function aBookToUpdate() {
  const made = await aBookOfRates();
  const { sheets, book } = made;
  const update = async (...requests: Request[]) =>
    (await sheets.spreadsheets.batchUpdate({ spreadsheetId: book.id, requestBody: { requests } })).data
      .replies ?? [];
  const get = async (fields: string, ranges: string[] = []) =>
    (await sheets.spreadsheets.get({ spreadsheetId: book.id, fields, ranges })).data;
  return { ...made, update, get };
}

const cells = (
  startRowIndex: number,
  endRowIndex: number,
  startColumnIndex: number,
  endColumnIndex: number,
) => ({
  sheetId: 0,
  startRowIndex,
  endRowIndex,
  startColumnIndex,
  endColumnIndex,
});

describe('spreadsheets.batchUpdate', () => {
  it('adds, renames, freezes, hides and deletes tabs', async () => {
    const { book, update, get } = await aBookToUpdate();
    const [added] = await update({
      addSheet: {
        properties: { title: '_lists', hidden: true, gridProperties: { rowCount: 50, columnCount: 4 } },
      },
    });
    const sheetId = added?.addSheet?.properties?.sheetId as number;
    await update(
      {
        updateSheetProperties: {
          properties: { sheetId: 0, title: 'Prices', gridProperties: { frozenRowCount: 1 } },
          fields: 'title,gridProperties.frozenRowCount',
        },
      },
      {
        updateSheetProperties: {
          properties: { sheetId, gridProperties: { rowCount: 60 } },
          fields: 'gridProperties.rowCount',
        },
      },
    );
    expect(
      (await get('sheets.properties(title,index,hidden,gridProperties)')).sheets?.map(
        ({ properties }) => properties,
      ),
    ).toEqual([
      { title: 'Prices', index: 0, gridProperties: { rowCount: 1000, columnCount: 26, frozenRowCount: 1 } },
      { title: 'Package Plans', index: 1, gridProperties: { rowCount: 1000, columnCount: 26 } },
      { title: '_lists', index: 2, hidden: true, gridProperties: { rowCount: 60, columnCount: 4 } },
    ]);
    await update({ deleteSheet: { sheetId } });
    expect(book.tabs).toEqual(['Prices', 'Package Plans']);
  });

  it('does all of it or nothing', async () => {
    const { google, book, update } = await aBookToUpdate();
    const version = book.version;
    const wrong: Request[] = [
      { addSheet: { properties: { title: 'Rates' } } },
      { deleteSheet: { sheetId: 77 } },
      { repeatCell: { range: cells(0, 1001, 0, 1), cell: { note: 'x' }, fields: 'note' } },
      { updateCells: { start: { sheetId: 0 }, rows: [{ values: [{ note: 'x' }] }], fields: '' } },
      { updateCells: { start: { sheetId: 0 }, rows: [{ values: [{ note: 'x' }] }], fields: 'notes' } },
      { updateCells: { start: { sheetId: 0 }, rows: [{ values: [{}] }], fields: 'effectiveValue' } },
      { addSheets: {} } as Request,
      { addSheet: {}, deleteSheet: { sheetId: 0 } },
      { deleteProtectedRange: { protectedRangeId: 5 } },
      { setDataValidation: { range: cells(0, 1, 0, 1), rule: { condition: { type: 'ONE_OF_LISTS' } } } },
    ];
    for (const request of wrong) {
      const refused = await refusal(update({ addSheet: { properties: { title: 'New' } } }, request));
      expect(refused, JSON.stringify(request)).toMatchObject({
        code: 400,
        body: { error: { status: 'INVALID_ARGUMENT' } },
      });
    }
    expect(google.takeViolations()).toHaveLength(wrong.length);
    expect(book.tabs).toEqual(['Rates', 'Package Plans']);
    expect(book.version).toBe(version);
  });

  it("says in Google's words which request is wrong", async () => {
    const { google, update } = await aBookToUpdate();
    expect(await refusal(update({ addSheet: { properties: { title: 'Rates' } } }))).toMatchObject({
      message:
        'Invalid requests[0].addSheet: A sheet with the name "Rates" already exists. Please enter another name.',
    });
    expect(await refusal(update({ addSheet: { properties: { titel: 'x' } as object } }))).toMatchObject({
      message: `Invalid JSON payload received. Unknown name "titel" at 'requests[0].addSheet.properties': Cannot find field.`,
    });
    expect(google.takeViolations()).toHaveLength(2);
  });

  it('writes notes alone where the mask names notes, and clears where nothing is sent', async () => {
    const { book, update } = await aBookToUpdate();
    await update({
      updateCells: {
        start: { sheetId: 0, rowIndex: 1, columnIndex: 2 },
        rows: [{ values: [{ note: 'Not a price', userEnteredValue: { stringValue: 'lost' } }] }],
        fields: 'note',
      },
    });
    expect(book.notes('Rates')).toEqual({ C2: 'Not a price' });
    expect(book.cell('Rates', 'C2').value).toBe(0.15);
    await update({ updateCells: { range: cells(1, 3, 2, 3), fields: 'note' } });
    expect(book.notes('Rates')).toEqual({});
  });

  it('writes values as they are: text stays text, a number stays a number', async () => {
    const { book, update } = await aBookToUpdate();
    const values = [
      { userEnteredValue: { stringValue: '0099' } },
      {
        userEnteredValue: { numberValue: 5 },
        userEnteredFormat: { numberFormat: { type: 'NUMBER', pattern: '0.00##' } },
      },
    ];
    await update({
      updateCells: {
        start: { sheetId: 0, rowIndex: 4, columnIndex: 0 },
        rows: [{ values }],
        fields: 'userEnteredValue,userEnteredFormat.numberFormat',
      },
    });
    expect([book.cell('Rates', 'A5').value, book.cell('Rates', 'B5').shown]).toEqual(['0099', '5.00']);
  });

  it('keeps what is fixed to ranges where the rows go', async () => {
    const { book, update } = await aBookToUpdate();
    await update(
      { addProtectedRange: { protectedRange: { range: cells(0, 1, 0, 4), description: 'Header' } } },
      { addProtectedRange: { protectedRange: { range: cells(1, 3, 0, 4), warningOnly: true } } },
      {
        addConditionalFormatRule: {
          rule: {
            ranges: [cells(1, 3, 0, 4)],
            booleanRule: {
              condition: { type: 'TEXT_EQ', values: [{ userEnteredValue: 'Error' }] },
              format: {},
            },
          },
          index: 0,
        },
      },
      { setBasicFilter: { filter: { range: cells(0, 3, 0, 4) } } },
      {
        setDataValidation: {
          range: cells(1, 2, 0, 1),
          rule: {
            condition: { type: 'ONE_OF_RANGE', values: [{ userEnteredValue: "='Package Plans'!A2:A" }] },
            strict: true,
          },
        },
      },
      {
        createDeveloperMetadata: {
          developerMetadata: {
            metadataKey: 'column',
            metadataValue: 'price',
            visibility: 'DOCUMENT',
            location: { dimensionRange: { sheetId: 0, dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } },
          },
        },
      },
    );
    book.insertRow('Rates', 2, KIM);
    book.insertColumn('Rates', 'A', KIM);
    expect(book.about('Rates')).toMatchObject({
      protectedRanges: [
        { range: { startRowIndex: 0, endRowIndex: 1, startColumnIndex: 1 } },
        { range: { startRowIndex: 2, endRowIndex: 4 } },
      ],
      conditionalFormats: [{ ranges: [{ startRowIndex: 2, endRowIndex: 4 }] }],
      basicFilter: { range: { startRowIndex: 0, endRowIndex: 4, endColumnIndex: 5 } },
    });
    expect(book.cell('Rates', 'B3').validation).toMatchObject({ strict: true });
    await update({
      deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 4 } },
    });
    expect(book.about('Rates')).toMatchObject({
      protectedRanges: [{ description: 'Header' }],
      conditionalFormats: [],
      rowCount: 998,
    });
  });

  it('refuses to change what somebody else protected, and lets its editors', async () => {
    const { book, update, google } = await aBookToUpdate();
    const [added] = await update({ addProtectedRange: { protectedRange: { range: cells(0, 1, 0, 26) } } });
    expect(added?.addProtectedRange?.protectedRange?.editors?.users).toEqual([google.serviceAccount.email]);
    expect(() => book.edit('Rates', 'A1', 'Card', KIM)).toThrow('protected cell');
    await update({
      updateCells: {
        start: { sheetId: 0 },
        rows: [{ values: [{ userEnteredValue: { stringValue: 'Card' } }] }],
        fields: 'userEnteredValue',
      },
    });
    const protectedRangeId = added?.addProtectedRange?.protectedRange?.protectedRangeId as number;
    await update({
      updateProtectedRange: {
        protectedRange: { protectedRangeId, editors: { users: [KIM] } },
        fields: 'editors',
      },
    });
    book.edit('Rates', 'A1', 'Rate Card', KIM);
    expect(await refusal(update({ deleteProtectedRange: { protectedRangeId } }))).toMatchObject({
      code: 400,
    });
    expect(google.takeViolations()).toHaveLength(1);
  });

  it('answers cells with value, text, note, validation and format, as the mask asks', async () => {
    const { book, get, update } = await aBookToUpdate();
    book.edit('Rates', 'C4', '=#REF!', KIM);
    book.computes('=C2+C3', 0.35);
    book.edit('Rates', 'C5', '=C2+C3', KIM);
    await update({ repeatCell: { range: cells(1, 2, 2, 3), cell: { note: 'Look here' }, fields: 'note' } });
    const { sheets } = await get(
      'sheets(data(startRow,rowData(values(effectiveValue,userEnteredValue/formulaValue,note))))',
      ['Rates!C2:C5'],
    );
    expect(sheets).toEqual([
      {
        data: [
          {
            startRow: 1,
            rowData: [
              {
                values: [{ userEnteredValue: {}, effectiveValue: { numberValue: 0.15 }, note: 'Look here' }],
              },
              { values: [{ userEnteredValue: {}, effectiveValue: { numberValue: 0.2 } }] },
              {
                values: [
                  {
                    userEnteredValue: { formulaValue: '=#REF!' },
                    effectiveValue: { errorValue: { type: 'REF', message: '#REF! of the fake' } },
                  },
                ],
              },
              {
                values: [
                  { userEnteredValue: { formulaValue: '=C2+C3' }, effectiveValue: { numberValue: 0.35 } },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('refuses a mask that names a field there is not', async () => {
    const { google, get } = await aBookToUpdate();
    for (const fields of ['sheets.property', 'sheets(properties', 'sheets;properties', 'spreadsheetId,']) {
      expect(await refusal(get(fields)), fields).toMatchObject({ code: 400 });
    }
    expect(google.takeViolations()).toHaveLength(4);
  });
});
