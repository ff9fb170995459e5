/** USE-5: a rate whose Effective To is never reached, because a later row of the same band and step supersedes it before: legal, and often a slip. */
import { spokenDate } from '../../calendar.ts';
import { counted } from '../../words.ts';
import { type ContentRule, rowFault } from '../content.ts';
import type { Rate } from '../rows.ts';

interface Placed {
  readonly rate: Rate;
  readonly index: number;
}

/** One note, at the first such rate, with how many others there are: a sheet may have thousands. */
export const rateOverlaps: ContentRule = ({ rates }) => {
  const found = overlaps(rates);
  const [first] = found;
  if (first === undefined) return [];
  const { index, rate, by } = first;
  const others = found.length - 1;
  const likewise = others === 0 ? '' : ` ${counted(others, 'other rate')} likewise.`;
  return [
    rowFault('rates')(
      index,
      'effectiveTo',
      'rate_ends_unreached',
      `From ${spokenDate(by.effectiveFrom)} another row of this card, tariff, band and step applies, so that the end on ${spokenDate(rate.effectiveTo ?? by.effectiveFrom)} is never reached.${likewise}`,
    ),
  ];
};

/** Only what has an end is looked at: of fifty thousand rates few do. */
function overlaps(rates: readonly Rate[]): { index: number; rate: Rate; by: Rate }[] {
  const keyOf = (rate: Rate) => `${rate.rateCard}\n${rate.tariffKey}\n${rate.band}\n${rate.fromQuantity}`;
  const groups = new Map<string, Placed[]>();
  for (const rate of rates) if (rate.effectiveTo !== null) groups.set(keyOf(rate), []);
  if (groups.size === 0) return [];
  rates.forEach((rate, index) => {
    groups.get(keyOf(rate))?.push({ rate, index });
  });
  return [...groups.values()]
    .flatMap((group) => {
      const inOrder = group.toSorted((a, b) => (a.rate.effectiveFrom < b.rate.effectiveFrom ? -1 : 1));
      return inOrder.flatMap(({ rate, index }, at) => {
        const by = inOrder[at + 1]?.rate;
        return by !== undefined && isUnreached(rate, by) ? [{ index, rate, by }] : [];
      });
    })
    .sort((a, b) => a.index - b.index);
}

/** A later row that ends sooner is an offer for a while: the earlier one applies again after it. */
const isUnreached = ({ effectiveTo }: Rate, by: Rate): boolean =>
  effectiveTo !== null &&
  by.effectiveFrom <= effectiveTo &&
  (by.effectiveTo === null || by.effectiveTo >= effectiveTo);
