import { hookSecret } from '#http/webhook-signature.ts';
import { SCHEDULE_HOOK } from '../app-settings.ts';
import { type Command, refused } from './command.ts';

export const hookSecretCommand: Command = {
  summary: 'print the secret with which an outside scheduler signs POST /hooks/schedule',
  usage: '',
  options: {},
  details:
    'It is made from CARDLINE_SECRET and changes with it. Sign as Standard Webhooks has it: webhook-id, webhook-timestamp\nand webhook-signature.',
  async run(terminal) {
    const { environment } = terminal;
    if (!environment.ok) return refused(terminal, environment.faults);
    if (environment.value.secret === null) {
      terminal.tell(
        'CARDLINE_SECRET is not set, so the hook is off: set it to what `openssl rand -hex 32` prints.\n',
      );
      return 1;
    }
    terminal.say(`${await hookSecret(environment.value.secret, SCHEDULE_HOOK)}\n`);
    return 0;
  },
};
