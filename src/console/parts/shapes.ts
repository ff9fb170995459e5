/** The few shapes that stand beside words, so that a state is never told by colour alone. Decorative for screen readers. */
import { type Html, html } from './html.ts';

export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'quiet';

/** Disc, ring, triangle, square and bar: told apart without colour and in print. */
export function shape(tone: Tone): Html {
  switch (tone) {
    case 'good':
      return html`<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" fill="currentColor"/></svg>`;
    case 'wait':
      return html`<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>`;
    case 'warn':
      return html`<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M5 .5 9.8 9.5H.2z" fill="currentColor"/></svg>`;
    case 'bad':
      return html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect x=".75" y=".75" width="8.5" height="8.5" fill="currentColor"/></svg>`;
    case 'quiet':
      return html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect x=".5" y="3.75" width="9" height="2.5" fill="currentColor"/></svg>`;
  }
}

/** Two ruled lines and a punched corner: a line on a card. */
export const mark: Html = html`<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="M6 4h20a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V11l7-7zm2 11v2.5h16V15zm0 5.5V23h9v-2.5z"/></svg>`;
