import { readText } from '#core/plain-text.ts';
import { no, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { QuarantineFilter } from '../ports/usage.ts';
import { checkDays } from './check-days.ts';
import type { UsagePorts } from './services.ts';

export interface WriteOff {
  readonly filter: QuarantineFilter;
  /** Why: kept with each record. */
  readonly note: string;
}

/**
 * Gives up records that wait: nobody is charged for them, and no cleanse takes them again. They stay, so that they are not taken
 * anew (USE-4). Answers how many.
 */
export const makeWriteOff =
  ({ usage, clock }: Pick<UsagePorts, 'usage' | 'clock'>) =>
  async (actor: Actor, { filter, note }: WriteOff): Promise<Result<{ readonly writtenOff: number }>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const why = readText(note, {
      path: 'note',
      what: 'The note, which says why they are given up,',
      most: 500,
      code: 'invalid_note',
    });
    const days = checkDays(filter, 'filter.to');
    if (!why.ok) return days.ok ? why : no(...why.faults, ...days.faults);
    if (!days.ok) return days;
    const audit = auditOf(actor, clock, {
      action: 'quarantine.written_off',
      subject: 'quarantine',
      details: { filter, note: why.value },
    });
    return ok({ writtenOff: await usage.writeOff(actor.providerId, filter, why.value, audit) });
  };
