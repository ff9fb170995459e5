/** The files of a form, as the deeds take them. */
import type { SentFile } from '#app/ports/workbook.ts';
import type { Form } from '../guards/form-guard.ts';

export const sentFiles = (sent: Form): Promise<SentFile[]> =>
  Promise.all(
    sent
      .files('files')
      .map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
