import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { Log } from '../ports/log.ts';
import { SlackRefusal } from '../ports/slack.ts';

/**
 * Asks Slack for something that a person waits for: what it refuses is told as `refused` says; that it gave no answer is told too
 * (`slack_unreachable`), and why is in the log.
 */
export async function askSlack<T>(
  { log }: { readonly log: Log },
  ask: () => Promise<T>,
  refused: (reason: string) => Fault,
): Promise<Result<T>> {
  try {
    return ok(await ask());
  } catch (error) {
    if (error instanceof SlackRefusal) return no(refused(error.reason));
    log.warn({ err: error }, 'Slack gave no answer');
    return no(
      fault(
        'slack_unreachable',
        'Slack gave no answer. Nothing was changed: try again in a moment, and see whether Slack can be reached from where Cardline runs.',
      ),
    );
  }
}
