/** Looking at usage and at what waits in quarantine. */
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type {
  Intake,
  QuarantinedOfTariff,
  QuarantineFilter,
  UsageFilter,
  UsageRecordView,
} from '../ports/usage.ts';
import { checkDays } from './check-days.ts';
import type { UsagePorts } from './services.ts';

/** Records, the newest first. */
export const makeListUsage =
  ({ usage }: Pick<UsagePorts, 'usage'>) =>
  async (actor: Actor, filter: UsageFilter, page: PageRequest): Promise<Result<Page<UsageRecordView>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const days = checkDays(filter);
    return days.ok ? usage.records(actor.providerId, filter, page) : days;
  };

/** Files and messages of records, the newest first. */
export const makeListIntakes =
  ({ usage }: Pick<UsagePorts, 'usage'>) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Intake>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? usage.intakes(actor.providerId, page) : allowed;
  };

export interface QuarantineView {
  /** By reason, tariff and supplier, the most first. */
  readonly counts: readonly QuarantinedOfTariff[];
  readonly records: Page<UsageRecordView>;
}

/** What waits: how much of what, and the records themselves. */
export const makeListQuarantine =
  ({ usage, usageSums }: Pick<UsagePorts, 'usage' | 'usageSums'>) =>
  async (actor: Actor, filter: QuarantineFilter, page: PageRequest): Promise<Result<QuarantineView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const days = checkDays(filter);
    if (!days.ok) return days;
    const [counts, records] = await Promise.all([
      usageSums.quarantined(actor.providerId, filter),
      usage.records(actor.providerId, { ...filter, status: 'quarantined' }, page),
    ]);
    return records.ok ? ok({ counts, records: records.value }) : records;
  };
