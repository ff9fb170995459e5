/** How old a request is, and how that stands against the day on which it is due. */
import type { RequestView } from '#app/orders/views.ts';
import { badge } from './badge.ts';
import { type Html, html } from './html.ts';
import type { Tone } from './shapes.ts';

const TONES: Readonly<Record<NonNullable<RequestView['sla']>['state'], Tone>> = {
  in_time: 'quiet',
  due: 'warn',
  late: 'bad',
};

export const ageAgainstSla = ({ ageText, sla }: Pick<RequestView, 'ageText' | 'sla'>): Html =>
  sla === null
    ? html`${ageText}`
    : sla.state === 'in_time'
      ? html`${ageText}<span class="sub">${sla.text}</span>`
      : html`${ageText} ${badge(TONES[sla.state], sla.text)}`;
