/** How a page answers a deed that was refused. */
import type { Fault } from '#core/result.ts';
import type { ConsoleContext } from '../console-env.ts';
import { refusalPage } from './problem-pages.ts';

/** What was typed and why it was refused; empty where nothing was sent yet. */
export interface Attempt {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

export const NO_ATTEMPT: Attempt = { values: {}, faults: [] };

type Answer = Response | Promise<Response>;

/**
 * Shows the page again with what was typed and every fault: as 422, or as 409 where somebody was first (the page is loaded
 * anew, so it shows the new state, and the fault says who did what: PROV-5). What is not there, and what the actor may not
 * do at all, has a page of its own.
 */
export function answerRefusal(
  c: ConsoleContext,
  faults: readonly Fault[],
  showAgain: (attempt: Attempt, status: 409 | 422) => Answer,
): Answer {
  if (faults.some(({ kind, path }) => kind === 'not_found' || (kind === 'forbidden' && !path)))
    return refusalPage(c, faults);
  const status = faults.some(({ kind }) => kind === 'conflict') ? 409 : 422;
  return showAgain({ values: c.get('form').values, faults }, status);
}
