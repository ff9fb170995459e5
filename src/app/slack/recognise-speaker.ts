import type { SlackUser } from '#core/people/person.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import { actorOf } from '../people/find-actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Installation } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

/**
 * Who speaks in Slack: the linked person, with the powers that it has everywhere. Nobody is anybody without a link, whatever
 * channel they are in (`slack_user_unlinked`), and people of another provider are nobody here (`slack_user_foreign`): that
 * is what keeps a channel shared with another company safe.
 *
 * @param speakers how the user may be linked, in the order in which to look (workspace, organisation)
 */
export const makeRecogniseSpeaker =
  ({ people }: Pick<SlackPorts, 'people'>) =>
  async (
    installation: Installation,
    speakers: readonly SlackUser[],
    requestId: string | null,
  ): Promise<Result<Actor>> => {
    for (const speaker of speakers) {
      const person = await people.findBySlack(speaker);
      if (person === null) continue;
      return person.tenant.providerId === installation.tenant.providerId
        ? ok(actorOf(person, 'slack', requestId))
        : forbidden(
            'slack_user_foreign',
            `You are linked to ${person.tenant.providerName}; this workspace works for ${installation.tenant.providerName}.`,
          );
    }
    return forbidden(
      'slack_user_unlinked',
      'Cardline does not know who you are: your Slack user is not linked to a person of Cardline yet.',
    );
  };
