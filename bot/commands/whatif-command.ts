import { parseId } from '#core/ids.ts';
import { fault, no, ok } from '#core/result.ts';
import { whatIfModal } from '../subscriptions/what-if.ts';
import type { Command } from './command.ts';

/** What runs would make of a cancellation, a suspension, a migration, a bolt-on, or of taking one back. */
export const whatIfCommand: Command = {
  word: 'whatif',
  usage: 'SUBSCRIPTION',
  says: 'what cancelling, suspending or migrating a subscription, or a bolt-on, would credit and charge: `sub_` and its number',
  async run({ services: { subscriptions } }, { actor }, { words: [typed] }) {
    const id = parseId('subscription', typed ?? '');
    if (!id.ok)
      return no(
        fault(
          'subscription_missing',
          'Write which subscription: `sub_` and its number, as on its page and in the API (`/cardline whatif sub_12`).',
        ),
      );
    const found = await subscriptions.getSubscription(actor, { id: id.value });
    return found.ok ? ok({ opens: whatIfModal(found.value) }) : found;
  },
};
