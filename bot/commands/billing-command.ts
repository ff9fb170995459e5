import { billingMessage } from '../billing/show-billing.ts';
import type { Command } from './command.ts';

export const billingCommand: Command = {
  word: 'billing',
  says: 'what waits to be billed, the last runs, a preview of today',
  run: (parts, { actor }) => billingMessage(parts, actor),
};
