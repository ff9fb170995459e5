/** Registers every conversation. */
import { App } from '@slack/bolt';
import { decideBillingConversation } from './billing/decide-billing.ts';
import { billingConversation } from './billing/show-billing.ts';
import { periodsConversation } from './billing/show-periods.ts';
import { OPEN_LINK } from './blocks/blocks.ts';
import type { BotParts } from './bot-parts.ts';
import { decideConversation } from './changes/decide-change.ts';
import { previewConversation } from './changes/preview-change.ts';
import { cardlineCommand } from './commands/cardline-command.ts';
import type { Conversing } from './conversation.ts';
import { homeConversation } from './home.ts';
import { lostConversation } from './install/lost.ts';
import { orderDetailsConversation } from './orders/order-details.ts';
import { orderWizard } from './orders/order-wizard.ts';
import { resubmitConversation } from './orders/resubmit-order.ts';
import { cleanseConversation } from './quarantine/cleanse.ts';
import { queueConversation } from './queue/show-queue.ts';
import { activateConversation } from './requests/activate-request.ts';
import { activateSeveralConversation } from './requests/activate-several.ts';
import { assignConversation } from './requests/assign-request.ts';
import { editConversation } from './requests/edit-request.ts';
import { haltConversation } from './requests/halt-request.ts';
import { detailsConversation } from './requests/request-details.ts';
import { whatIfConversation } from './subscriptions/what-if.ts';

const CONVERSATIONS: readonly ((conversing: Conversing) => void)[] = [
  lostConversation,
  cardlineCommand,
  homeConversation,
  queueConversation,
  detailsConversation,
  assignConversation,
  editConversation,
  activateConversation,
  haltConversation,
  activateSeveralConversation,
  orderWizard,
  orderDetailsConversation,
  resubmitConversation,
  whatIfConversation,
  billingConversation,
  decideBillingConversation,
  periodsConversation,
  previewConversation,
  decideConversation,
  cleanseConversation,
];

export function createBot(parts: BotParts): App {
  const bot = new App(parts.options);
  // Failures are the receiver's to log and to answer.
  bot.error(async (error) => {
    throw error;
  });
  for (const converse of CONVERSATIONS) converse({ bot, parts });
  // A link opens by itself; Slack only wants to hear that its click was noticed.
  bot.action(OPEN_LINK, ({ ack }) => ack());
  return bot;
}
