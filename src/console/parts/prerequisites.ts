/** CAT-3 on a page: every prerequisite, met or not. */
import type { Prerequisite } from '#core/catalogue/prerequisites.ts';
import { badge } from './badge.ts';
import { type Html, html } from './html.ts';

export const prerequisiteList = (prerequisites: readonly Prerequisite[]): Html =>
  html`<ul class="checks">${prerequisites.map(
    ({ ok, message }) =>
      html`<li>${ok ? badge('good', 'Met') : badge('bad', 'Missing')}<span>${message}</span></li>`,
  )}</ul>`;
