/** The font of invoices with letters that PDF's own fonts lack: most scripts that run from left to right, Hebrew and Arabic. */
// On Node its file lies in its package; a Workers bundle holds it: which is meant, package.json says (imports).
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export async function readFont(): Promise<Uint8Array> {
  const file = import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
  return new Uint8Array(await readFile(fileURLToPath(file)));
}
