/** Why somebody in Google Sheets cannot be linked to a person. */
import { fault, no, type Refused } from '../result.ts';

/** A Google account: Google's number for it, which never changes, and its e-mail address, which may. */
export interface GoogleUser {
  readonly subject: string;
  readonly email: string;
}

export const googleUserTaken = (): Refused =>
  no(
    fault(
      'google_user_taken',
      'This Google account is linked to somebody else already. Whoever it is can unlink it in the Cardline panel of the spreadsheet.',
      'google',
    ),
  );

export const googleLinkSpent = (): Refused =>
  no(
    fault(
      'link_spent',
      'This link was used already, is older than ten minutes, or never was one: open Cardline in the spreadsheet for a new one.',
    ),
  );
