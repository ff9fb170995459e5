/** A message at the head of a page: what was done, or why something was not. */
import { type Html, html } from './html.ts';
import { shape, type Tone } from './shapes.ts';

export interface Notice {
  readonly tone: Tone;
  readonly text: string;
}

const WORDS: Readonly<Record<Tone, string>> = {
  good: 'Done',
  wait: 'Note',
  warn: 'Warning',
  bad: 'Refused',
  quiet: 'Note',
};

/** `role=status` is read out when the page opens; what is wrong is an alert. The word keeps colour from being the message. */
export const notice = (tone: Tone, body: Html | string): Html => html`
<div class="notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">${shape(tone)}<div><span class="out-of-sight">${WORDS[tone]}: </span>${body}</div></div>`;
