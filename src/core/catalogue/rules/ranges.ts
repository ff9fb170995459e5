/** Ends that do not come before their beginnings. */
import { type ContentRule, rowFault } from '../content.ts';

export const saleableRange: ContentRule = ({ packagePlans }) =>
  packagePlans.flatMap(({ saleableFrom, saleableTo }, index) =>
    saleableFrom !== null && saleableTo !== null && saleableTo < saleableFrom
      ? [
          rowFault('packagePlans')(
            index,
            'saleableTo',
            'ends_before_start',
            `Saleable To ${saleableTo} lies before Saleable From ${saleableFrom}.`,
          ),
        ]
      : [],
  );

export const bandHours: ContentRule = ({ timeBands }) =>
  timeBands.flatMap(({ fromMinutes, untilMinutes }, index) =>
    untilMinutes <= fromMinutes
      ? [
          rowFault('timeBands')(
            index,
            'untilMinutes',
            'ends_before_start',
            'A band ends later on the same day than it begins: write 24:00 for midnight, and a band over midnight as two rows.',
          ),
        ]
      : [],
  );
