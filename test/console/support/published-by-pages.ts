import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole, type TestConsole } from './a-console.ts';
import { aFile, type Visitor } from './visitor.ts';

/** A provider whose small workbook was uploaded, submitted and approved, all by its pages. */
export async function publishedByPages(): Promise<{ it: TestConsole; pia: Visitor }> {
  const it = await aConsole({ isEmpty: true });
  const pia = await it.signedIn('pricing');
  await pia.open('/workbook');
  await pia.send('import', {
    files: aWorkbook()
      .csvFiles()
      .map((file) => aFile(file)),
  });
  await pia.send('Check & submit');
  await pia.send('Approve');
  return { it, pia };
}
