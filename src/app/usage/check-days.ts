import { fault, no, ok, type Result } from '#core/result.ts';
import type { QuarantineFilter } from '../ports/usage.ts';

/** Days that end before they begin hold nothing: that is a slip, not an empty list. */
export const checkDays = ({ from, to }: Pick<QuarantineFilter, 'from' | 'to'>, path = 'to'): Result<null> =>
  from !== undefined && to !== undefined && to < from
    ? no(
        fault(
          'ends_before_start',
          `"to" (${to}) is before "from" (${from}): give the first day and then the last one.`,
          path,
        ),
      )
    : ok(null);
