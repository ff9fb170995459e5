/** What a request's modals share: what they remember, and what is shown anew once they have done something. */
import { asPlace, type Place } from '../place.ts';
import { recall } from '../views.ts';
import { asRequestRef, type RequestRef } from './request-ref.ts';

export interface RequestModal extends RequestRef {
  /** Where its button was pressed. */
  readonly from: Place;
}

/** A modal that was opened from another one goes back to what that remembers. */
export const remembering = ({ request, version }: RequestRef, from: Place): RequestModal => ({
  request,
  version,
  from,
});

export const recallRequestModal = (metadata: string): RequestModal | null =>
  recall(metadata, (value) => {
    const ref = asRequestRef(value);
    const from = asPlace((value as { from?: unknown }).from);
    return ref && from ? { ...ref, from } : null;
  });
