/** Whether a PNG can be drawn: a damaged one would spoil every invoice. */
export async function isDrawable(png: Uint8Array): Promise<boolean> {
  const { decode } = await import('fast-png');
  try {
    decode(png, { checkCrc: true });
    return true;
  } catch {
    return false;
  }
}
