/** What lists of usage and deeds on the quarantine are about, as conditions on `usage_record`. */
import type { QuarantineFilter } from '#app/ports/usage.ts';

export interface Where {
  readonly where: string;
  readonly args: Record<string, string | number>;
}

/** Records of a provider that are like this, whatever became of them. */
export function recordsWhere(providerId: number, filter: QuarantineFilter): Where {
  const conditions = ['provider_id = :provider'];
  const args: Record<string, string | number> = { provider: providerId };
  const add = (condition: string, name: string, value: string | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    args[name] = value;
  };
  add('reason = :reason', 'reason', filter.reason);
  add('tariff_key = :tariffKey', 'tariffKey', filter.tariffKey);
  add('supplier = :supplier', 'supplier', filter.supplier);
  add('local_date >= :from', 'from', filter.from);
  add('local_date <= :to', 'to', filter.to);
  return { where: conditions.join(' and '), args };
}

/** What waits. */
export function quarantineWhere(providerId: number, filter: QuarantineFilter): Where {
  const { where, args } = recordsWhere(providerId, filter);
  return { where: `${where} and status = 'quarantined'`, args };
}
