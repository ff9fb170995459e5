import type { GoogleUser } from '#core/people/google.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import { actorOf } from '../people/find-actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { GooglePorts } from './services.ts';

/**
 * Who acts in a spreadsheet: the linked person, with the powers that it has everywhere. Nobody is anybody by an e-mail address
 * (`google_user_unlinked`): addresses are given away and taken over, and who may edit a spreadsheet Google decides.
 */
export const makeRecogniseGoogleUser =
  ({ google }: Pick<GooglePorts, 'google'>) =>
  async ({ subject, email }: GoogleUser, requestId: string | null): Promise<Result<Actor>> => {
    const person = await google.findByGoogle(subject);
    return person === null
      ? forbidden(
          'google_user_unlinked',
          `Cardline does not know who ${email} is: link this Google account to a person of Cardline once.`,
        )
      : ok(actorOf(person, 'sheet', requestId));
  };
