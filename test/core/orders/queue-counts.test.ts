import { expect, it } from 'vitest';
import { countedOfOneText, countedText } from '#core/orders/queue-counts.ts';

it('says a number as far as it was counted, and that there may be more', () => {
  expect([0, 7, 999, 1_000].map((count) => countedText(count))).toEqual(['0', '7', '999', '1,000+']);
  expect([0, 99, 100].map(countedOfOneText)).toEqual(['0', '99', '100+']);
});
