import { readFile } from 'node:fs/promises';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import { checkRatingSimulation } from '#core/rating/check-simulation.ts';
import { simulateRating } from '#core/rating/simulate.ts';
import type { Result } from '#core/result.ts';
import { type Command, refused } from './command.ts';

export const simulate: Command = {
  summary: 'bill a made-up subscription, or rate made-up usage, from a JSON file',
  usage: 'FILE',
  options: {},
  operands: ['FILE'],
  details:
    'The file holds what POST /v1/simulate/billing takes (it has a "plan") or POST /v1/simulate/rating (it has "rates").\n"-" reads standard input. Prints the answer as JSON; needs no database.',
  async run(terminal, _, [path = '']) {
    const text = path === '-' ? await readAll(process.stdin) : await readFile(path, 'utf8');
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch (error) {
      terminal.tell(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    }
    const answer = simulated(request);
    if (!answer.ok) return refused(terminal, answer.faults);
    terminal.say(`${JSON.stringify(answer.value, null, 2)}\n`);
    return 0;
  },
};

function simulated(request: unknown): Result<unknown> {
  const isRating = typeof request === 'object' && request !== null && 'rates' in request;
  if (isRating) {
    const checked = checkRatingSimulation(request);
    return checked.ok ? { ok: true, value: simulateRating(checked.value) } : checked;
  }
  const checked = checkSimulation(request);
  return checked.ok ? { ok: true, value: simulateBilling(checked.value) } : checked;
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece.toString();
  return text;
}
