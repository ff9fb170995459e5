import { ok } from '#core/result.ts';
import { context } from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import { stateFromWords } from '../queue/queue-state.ts';
import { queueMessage } from '../queue/show-queue.ts';
import type { Command } from './command.ts';

export const queueCommand: Command = {
  word: 'queue',
  usage: '[mine | unassigned | late | halted | all]',
  says: 'what waits to be provisioned, with filters',
  async run(parts, { actor }, { words }) {
    const { state, strange } = stateFromWords(words);
    const message = await queueMessage(parts, actor, state);
    if (!message.ok || strange.length === 0) return message;
    const left = `“${safe(strange.join(' '))}” is no filter of the queue: try mine, unassigned, late, halted or all.`;
    return ok({ ...message.value, blocks: [context(left), ...message.value.blocks] });
  },
};
