/** A state as a word, a shape and a colour. */
import { type Html, html } from './html.ts';
import { shape, type Tone } from './shapes.ts';

export const badge = (tone: Tone, word: string): Html =>
  html`<span class="badge ${tone}">${shape(tone)}${word}</span>`;

/** The words for the states of everything that has one; read by lookup. */
const STATES: Readonly<Record<string, readonly [Tone, string]>> = {
  // orders, services, requests, subscriptions
  pending: ['wait', 'Pending'],
  halted: ['bad', 'Provisioning Halted'],
  active: ['good', 'Active'],
  cancelled: ['quiet', 'Cancelled'],
  ending: ['warn', 'Ending'],
  suspended: ['wait', 'Suspended'],
  // catalogue (CAT-2)
  Draft: ['quiet', 'Draft'],
  Pending: ['wait', 'Pending'],
  Approved: ['good', 'Approved'],
  Saleable: ['good', 'Saleable'],
  Grandfathered: ['quiet', 'Grandfathered'],
  // change sets
  faulty: ['bad', 'Has faults'],
  unchanged: ['quiet', 'No change'],
  scheduled: ['wait', 'Scheduled'],
  published: ['good', 'Published'],
  rejected: ['bad', 'Rejected'],
  withdrawn: ['quiet', 'Withdrawn'],
  stale: ['warn', 'Stale'],
  // billing runs
  queued: ['wait', 'Queued'],
  running: ['wait', 'Running'],
  done: ['good', 'Done'],
  failed: ['bad', 'Failed'],
  // deliveries
  waiting: ['wait', 'Waiting'],
  failing: ['warn', 'Failing'],
  dead: ['bad', 'Given up'],
  sent: ['good', 'Sent'],
  superseded: ['quiet', 'Superseded'],
  // re-ratings
  measuring: ['wait', 'Being worked out'],
  open: ['warn', 'Open'],
  accepting: ['wait', 'Being written'],
  accepted: ['good', 'Accepted'],
  nothing: ['quiet', 'Nothing changes'],
  // cardlines
  invoiced: ['good', 'Invoiced'],
};

/** The badge of a state; a word that is not in the table is shown as it is. */
export function stateBadge(state: string): Html {
  const [tone, word] = STATES[state] ?? ['quiet', state];
  return badge(tone, word);
}

/** The word of a state, for choices. */
export const stateWord = (state: string): string => STATES[state]?.[1] ?? state;
