import { type PlainDate, parseDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import type { Form } from '../guards/form-guard.ts';

/** The day on which an order is wanted; left empty, as soon as possible. */
export function wantedOn(sent: Form): Result<PlainDate | null> {
  const text = sent.text('requestedOn');
  return text === '' ? ok(null) : parseDate(text, 'requestedOn');
}
