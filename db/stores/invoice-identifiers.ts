import type { Database } from '../database.ts';

/** What people call the services of the subscriptions on an invoice. */
export async function readIdentifiers(
  db: Database,
  invoiceId: number,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const pairs = await db.readJson<[number, string][]>(
    `select json_group_array(json_array(s.subscription_id, s.identifier))
     from (select distinct subscription_id from cardline where invoice_id = :key or id in (select cardline_id from voided_line where invoice_id = :key)) on_it
       cross join service s on s.subscription_id = on_it.subscription_id
     where s.side = 'sell' and s.identifier is not null`,
    { key: invoiceId },
  );
  const identifiers = new Map<number, string[]>();
  for (const [subscriptionId, identifier] of pairs)
    identifiers.set(subscriptionId, [...(identifiers.get(subscriptionId) ?? []), identifier]);
  return identifiers;
}
