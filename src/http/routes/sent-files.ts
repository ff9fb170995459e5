/** Files as they come in a request: as the parts of a form, or one as the body itself. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { SentFile } from '#app/ports/workbook.ts';
import type { AppEnv } from '../app-env.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The bodies that such an operation takes, for its description. */
export const FILE_UPLOADS = {
  'multipart/form-data':
    'One `.xlsx`, or a CSV for each tab, named as the tab: `Package Plans.csv`. Field names do not matter.',
  'text/csv': 'One tab as CSV; `?tab=` names it.',
  [XLSX]: 'The workbook.',
} as const;

/** The files of a request; `csvName` names a CSV that comes as the body itself. */
export async function sentFiles(c: Context<AppEnv>, csvName: string): Promise<SentFile[]> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') return filesInForm(c);
  if (type !== 'text/csv' && type !== XLSX) return [];
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  return bytes.length === 0 ? [] : [{ name: type === XLSX ? 'workbook.xlsx' : `${csvName}.csv`, bytes }];
}

/** The files among the parts of a form. */
export async function filesInForm(c: Context<AppEnv>): Promise<SentFile[]> {
  const form = await c.req.formData().catch((cause: unknown) => {
    throw new HTTPException(400, {
      message: 'The form cannot be read: its parts or its boundary are broken',
      cause,
    });
  });
  const files = [...form.values()].filter((part): part is File => typeof part !== 'string');
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}
