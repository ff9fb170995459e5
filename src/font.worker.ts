/** The font of invoices with letters that PDF's own fonts lack: most scripts that run from left to right, Hebrew and Arabic. */
import bytes from 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf';

export const readFont = async (): Promise<Uint8Array> => new Uint8Array(bytes);
