/** The first row of a tab: headings in bold, each with a note that says what its column is for. Pure. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { noteWith, ownPartOf } from './notes.ts';
import { spansOf, type TabLayout } from './tab-layout.ts';

type Request = sheets_v4.Schema$Request;

const OWN_NOTES: Readonly<Record<string, string>> = {
  Status:
    'Written by Cardline after each check. Fault: nothing is published before it is mended. New, Changed: what publishing would do. Note: legal, and worth knowing. OK: as it is in force.',
  Message: 'Written by Cardline: what is wrong, or what publishing would change.',
};

/** Headings that are there stay as they are; their notes are renewed, what a check said at them is kept. */
export function headingRequests(
  tab: AnyTab,
  sheetId: number,
  layout: TabLayout,
  presentNotes: readonly string[],
): Request[] {
  const notes = new Map([
    ...columnsOf(tab).map(({ heading, note }) => [heading, note] as const),
    ...Object.entries(OWN_NOTES),
  ]);
  const headingAt = new Map([...layout.places].map(([heading, at]) => [at, heading]));
  return spansOf([...headingAt.keys()]).map(({ from, until }): Request => {
    const places = Array.from({ length: until - from }, (_, at) => from + at);
    return {
      updateCells: {
        start: { sheetId, rowIndex: 0, columnIndex: from },
        rows: [
          {
            values: places.map((at) => {
              const heading = headingAt.get(at) ?? '';
              return {
                userEnteredValue: { stringValue: heading },
                userEnteredFormat: { textFormat: { bold: true } },
                note: noteWith(notes.get(heading) ?? '', ownPartOf(presentNotes[at] ?? '')),
              };
            }),
          },
        ],
        fields: 'userEnteredValue,userEnteredFormat.textFormat.bold,note',
      },
    };
  });
}
