/** Texts that people write about an order: tidied, at most 3000 characters. */
import { fault, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';

export const TEXT_MAX = 3000;

/** Characters as people count them, not UTF-16 units. */
const lengthOf = (text: string): number => [...text].length;

const within = (text: string, path: string, code: string): Result<string> =>
  lengthOf(text) > TEXT_MAX
    ? no(
        fault(
          code,
          `This has ${counted(lengthOf(text), 'character')}; at most ${grouped(TEXT_MAX)} are taken.`,
          path,
        ),
      )
    : ok(text);

/** PROV-3: what the downstream customer is told (`rejection_details_required`, `rejection_details_too_long`). */
export function checkRejectionDetails(details: string): Result<string> {
  const text = details.trim();
  return text === ''
    ? no(
        fault(
          'rejection_details_required',
          'Rejection Details are missing: say why the request cannot be fulfilled and what would put it right; the customer sees it.',
          'rejectionDetails',
        ),
      )
    : within(text, 'rejectionDetails', 'rejection_details_too_long');
}

/** A reason may be left out (`reason_too_long`). */
export function checkReason(reason: string | null): Result<string | null> {
  const text = reason?.trim() ?? '';
  return text === '' ? ok(null) : within(text, 'reason', 'reason_too_long');
}

/** A note for the log (`note_required`, `note_too_long`). */
export function checkNote(note: string): Result<string> {
  const text = note.trim();
  return text === ''
    ? no(fault('note_required', 'The note is empty: write what is to be remembered.', 'text'))
    : within(text, 'text', 'note_too_long');
}
