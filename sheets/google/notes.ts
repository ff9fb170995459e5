/** Notes of cells: a cell has one, so Cardline's part stands below what people wrote. Pure. */

const OPENING = 'Cardline: ';
const OWN_PART = /(?:^|\n\n)Cardline: ([\s\S]*)$/;

/** What Cardline said at a cell; empty: nothing. */
export const ownPartOf = (note: string): string => OWN_PART.exec(note)?.[1] ?? '';

/** What people wrote there. */
export const otherPartOf = (note: string): string => note.replace(OWN_PART, '');

export const noteWith = (others: string, own: string): string =>
  own === '' ? others : `${others === '' ? '' : `${others}\n\n`}${OPENING}${own}`;
