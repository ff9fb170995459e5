/** The files that a workbook comes in and goes out as: one `.xlsx`, or a CSV a tab. */
import type { SentFile, WorkbookFiles } from '#app/ports/workbook.ts';
import { all, fault, no, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { MOST_TABS } from './bounds.ts';
import { readCsv, writeCsv, writeCsvRows } from './csv.ts';
import { writeXlsx } from './write-xlsx.ts';

export const workbookFiles: WorkbookFiles = {
  read: readFiles,
  toXlsx: writeXlsx,
  toCsv: writeCsv,
  toCsvRows: writeCsvRows,
};

async function readFiles(files: readonly SentFile[]): Promise<Result<RawWorkbook>> {
  const [first, ...further] = files;
  if (!first) return no(fault('file_missing', 'No file was sent: send one .xlsx, or a CSV for each tab.'));
  if (files.length > MOST_TABS)
    return no(
      fault(
        'too_many_files',
        `${counted(files.length, 'file')} were sent: send one .xlsx, or a CSV for each tab.`,
      ),
    );
  if (isXlsx(first) && further.length === 0) {
    // Loaded when the first workbook comes: most starts never need it.
    const { readXlsx } = await import('./read-xlsx.ts');
    return readXlsx(first.name, first.bytes);
  }
  const tabs = all(files.map(readCsvFile));
  return tabs.ok ? ok({ tabs: tabs.value }) : tabs;
}

/** Every `.xlsx` is a ZIP archive, whatever its name says. */
const isXlsx = ({ bytes }: SentFile): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

function readCsvFile(file: SentFile): Result<RawTab> {
  if (isXlsx(file))
    return no(
      fault('several_workbooks', `${file.name}: send one .xlsx alone, or a CSV for each tab.`, file.name),
    );
  const text = decode(file.bytes);
  return text === null
    ? no(
        fault(
          'unreadable_file',
          `${file.name} is neither an .xlsx workbook nor text in UTF-8: save it as .xlsx or as CSV UTF-8.`,
          file.name,
        ),
      )
    : readCsv(titleOf(file.name), text);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** `Package Plans.csv` holds the tab Package Plans, in whatever folder it lies. */
const titleOf = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:csv|tsv|txt)$/i, '');
