/** Texts that people write about an order: tidied, at most 3000 characters, on as many lines as they like. */
import { readText } from '../plain-text.ts';
import { fault, no, ok, type Result } from '../result.ts';

export const TEXT_MAX = 3000;

const within = (text: string, path: string, code: string): Result<string> =>
  readText(text, { path, what: 'This', most: TEXT_MAX, code, mayBeEmpty: true, hasLines: true });

/** PROV-3: what the downstream customer is told (`rejection_details_required`, `rejection_details_too_long`). */
export function checkRejectionDetails(details: string): Result<string> {
  const text = within(details, 'rejectionDetails', 'rejection_details_too_long');
  return text.ok && text.value === ''
    ? no(
        fault(
          'rejection_details_required',
          'Rejection Details are missing: say why the request cannot be fulfilled and what would put it right; the customer sees it.',
          'rejectionDetails',
        ),
      )
    : text;
}

/** A reason may be left out (`reason_too_long`). */
export function checkReason(reason: string | null, path = 'reason'): Result<string | null> {
  const text = within(reason ?? '', path, 'reason_too_long');
  return text.ok && text.value === '' ? ok(null) : text;
}

/** A note for the log (`note_required`, `note_too_long`). */
export function checkNote(note: string): Result<string> {
  const text = within(note, 'text', 'note_too_long');
  return text.ok && text.value === ''
    ? no(fault('note_required', 'The note is empty: write what is to be remembered.', 'text'))
    : text;
}
