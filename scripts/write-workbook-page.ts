/** Writes docs/workbook.md from the descriptors of the tabs: `node scripts/write-workbook-page.ts`. */
import { writeFileSync } from 'node:fs';
import { workbookPage } from '#sheets/workbook-page.ts';

writeFileSync(new URL('../docs/workbook.md', import.meta.url), workbookPage());
