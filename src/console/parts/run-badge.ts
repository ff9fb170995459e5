/** The badge of a billing run. */
import { isNothingLeft } from '#app/billing/nothing-left.ts';
import type { BillingRun } from '#app/ports/billing.ts';
import { badge, stateBadge } from './badge.ts';
import type { Html } from './html.ts';

/** One that found nothing to bill is no run that somebody has to look at. */
export const runBadge = (run: Pick<BillingRun, 'status' | 'tally'>): Html =>
  isNothingLeft(run) ? badge('quiet', 'Nothing left to bill') : stateBadge(run.status);
