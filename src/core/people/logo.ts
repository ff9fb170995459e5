/** The picture that a provider puts on its invoices: a PNG, small enough to be part of every page and PDF. */
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { grouped } from '../words.ts';

export const LOGO_MAX_BYTES = 100_000;
/** On either side, in pixels: more shows no better on paper. */
const LOGO_MAX_SIDE = 2000;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Where a PNG says how wide and how high it is. */
const WIDTH_AT = 16;
const HEIGHT_AT = 20;
const HEADER = 24;

/** Refuses what is no PNG (`logo_type`), and one that is too large (`logo_too_large`) or has too many pixels (`logo_too_wide`). */
export function checkLogo(content: Uint8Array, path = 'logo'): Result<Uint8Array> {
  if (content.length < HEADER || !PNG.every((byte, at) => content[at] === byte))
    return no(fault('logo_type', 'The logo has to be a PNG: save the picture as PNG.', path));
  const faults: Fault[] = [];
  if (content.length > LOGO_MAX_BYTES)
    faults.push(
      fault(
        'logo_too_large',
        `The logo has ${grouped(content.length)} bytes; at most ${grouped(LOGO_MAX_BYTES)} are taken: make it smaller.`,
        path,
      ),
    );
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [width, height] = [view.getUint32(WIDTH_AT), view.getUint32(HEIGHT_AT)];
  if (!isSide(width) || !isSide(height))
    faults.push(
      fault(
        'logo_too_wide',
        `The logo is ${grouped(width)} × ${grouped(height)} pixels; 1 to ${grouped(LOGO_MAX_SIDE)} on each side are taken.`,
        path,
      ),
    );
  return faults.length > 0 ? no(...faults) : ok(content);
}

const isSide = (pixels: number): boolean => pixels >= 1 && pixels <= LOGO_MAX_SIDE;
