/** The contract of a subscription in words (CON-1). */
import { dayBefore } from '#core/calendar.ts';
import type { SubscriptionContract } from '#core/subscriptions/break-contract.ts';
import { day } from './formats.ts';
import { type Html, html } from './html.ts';

/** "CARE-12M, running until 1 Mar 2027". */
export function contractText({ contractType, pool, until, status, brokenOn }: SubscriptionContract): Html {
  const last = until === null ? '' : html` until ${day(dayBefore(until))}`;
  const standing =
    status === 'broken'
      ? html`broken on ${brokenOn === null ? '' : day(brokenOn)}`
      : html`${status}${last}${brokenOn === null ? '' : html`, broken from ${day(brokenOn)} on`}`;
  return html`${contractType}, ${standing}${pool === null ? '' : html`<span class="sub">pool ${pool}</span>`}`;
}
