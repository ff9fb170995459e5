/**
 * Unpacks parts of a ZIP archive within bounds. What an archive says of its own sizes is not believed: a part is unpacked piece
 * by piece and given up as soon as it is larger than wanted, and parts that share their packed bytes are refused, for a few
 * kilobytes could otherwise keep the machine busy for minutes.
 */

export interface PackedPart {
  readonly name: string;
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly isDeflated: boolean;
}

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
/** A comment may follow the end record. */
const LONGEST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** The parts that the archive's directory names, by name; null for what is no archive, or a damaged one. */
export function packedParts(bytes: Uint8Array): ReadonlyMap<string, PackedPart> | null {
  const file = bytes.slice();
  const view = new DataView(file.buffer);
  const end = endOfDirectory(view);
  if (end === null) return null;
  const parts = new Map<string, PackedPart>();
  let packedBytes = 0;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const entry = readEntry(view, file, at);
    if (entry === null || parts.has(entry.part.name)) return null;
    parts.set(entry.part.name, entry.part);
    packedBytes += entry.part.packed.length;
    if (packedBytes > file.length) return null;
    at = entry.next;
  }
  return parts;
}

function endOfDirectory(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  return null;
}

/** An entry of the directory, with its bytes from where its local header says that they begin. */
function readEntry(
  view: DataView,
  file: Uint8Array<ArrayBuffer>,
  at: number,
): { readonly part: PackedPart; readonly next: number } | null {
  if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY) return null;
  const method = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 20, true);
  const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const local = view.getUint32(at + 42, true);
  if (method !== STORED && method !== DEFLATED) return null;
  if (local + LOCAL_BYTES > view.byteLength || view.getUint32(local, true) !== LOCAL) return null;
  const begin = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (begin + size > view.byteLength) return null;
  return {
    part: {
      name: new TextDecoder().decode(file.subarray(at + ENTRY_BYTES, nameEnd)),
      packed: file.subarray(begin, begin + size),
      isDeflated: method === DEFLATED,
    },
    next: nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
  };
}

/** The part's bytes; null where there are more than `most`. Throws where they are damaged. */
export async function unpack({ packed, isDeflated }: PackedPart, most: number): Promise<Uint8Array | null> {
  if (!isDeflated) return packed.length > most ? null : packed;
  const pieces: Uint8Array[] = [];
  let size = 0;
  // The platform's own, which works beside the event loop, not in it.
  for await (const piece of new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))) {
    size += piece.length;
    if (size > most) return null;
    pieces.push(piece);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
