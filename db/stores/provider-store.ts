import { eq, sql } from 'drizzle-orm';
import type { NewProvider, ProviderProfile, ProviderStore } from '#app/ports/providers.ts';
import { OWN_NAMES } from '#core/billing/ledger-codes.ts';
import type { PlainDate } from '#core/calendar.ts';
import { type Cents, cents } from '#core/money.ts';
import type { Feature, Settings } from '#core/people/settings.ts';
import { fault, invariant, no, ok } from '#core/result.ts';
import { clashOf, type Database } from '../database.ts';
import { audit as auditTable, provider, providerLink, providerLogo } from '../schema/index.ts';
import { insertedId } from './inserted.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

type ProviderRow = typeof provider.$inferSelect;

export const makeProviderStore = (db: Database): ProviderStore => ({
  async findTenant(code) {
    const [row] = await db.orm.select(TENANT).from(provider).where(eq(provider.code, code));
    return row ?? null;
  },

  async profile(providerId) {
    const [row] = await db.orm.select().from(provider).where(eq(provider.id, providerId));
    invariant(row !== undefined, `provider ${providerId}, for whom somebody acts, exists`);
    return fromRow(row);
  },

  async add(newProvider, audit) {
    try {
      const results = await db.write([
        db.orm
          .insert(provider)
          .values({ ...toRow(newProvider), ...required(newProvider) })
          .returning({ id: provider.id }),
        db.orm.insert(auditTable).values({ ...audit, providerId: sql`last_insert_rowid()` }),
      ]);
      return ok({
        providerId: insertedId(results),
        providerCode: newProvider.code,
        providerName: newProvider.name,
        timeZone: newProvider.timeZone,
      });
    } catch (error) {
      if (clashOf(error)?.includes('provider.code'))
        return no(fault('code_taken', `There is a provider "${newProvider.code}" already.`, 'code'));
      throw error;
    }
  },

  async change(providerId, settings, audit) {
    await db.write([
      db.orm.update(provider).set(toRow(settings)).where(eq(provider.id, providerId)),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async logo(providerId) {
    const [found] = await db.readAll([
      { sql: 'select content from provider_logo where provider_id = ?', args: [providerId] },
    ]);
    const content = found?.rows[0]?.[0];
    return content instanceof ArrayBuffer ? new Uint8Array(content) : null;
  },

  async setLogo(providerId, logo, audit) {
    await db.write([
      logo === null
        ? db.orm.delete(providerLogo).where(eq(providerLogo.providerId, providerId))
        : {
            sql: `insert into provider_logo (provider_id, content) values (?, ?)
                  on conflict (provider_id) do update set content = excluded.content`,
            args: [providerId, logo],
          },
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async link(link, audit) {
    await db.write([
      db.orm
        .insert(providerLink)
        .values(link)
        .onConflictDoUpdate({
          target: [providerLink.wholesalerId, providerLink.retailerId],
          set: { accountReference: link.accountReference },
        }),
      ...traceStatements(db, { audit, outbox: [] }),
    ]);
  },
});

const required = ({ code, name, timeZone, createdAt }: NewProvider) => ({ code, name, timeZone, createdAt });

/** The settings that are given, as columns; drizzle leaves out those that are undefined. */
const toRow = ({ features, holidays, ...settings }: Partial<Settings>) => ({
  name: settings.name,
  timeZone: settings.timeZone,
  businessNumber: settings.businessNumber,
  periodApproval: settings.periodApproval,
  rounding: settings.rounding,
  defaultTaxRate: settings.defaultTaxRate,
  invoicePrefix: settings.invoicePrefix,
  creditNotePrefix: settings.creditNotePrefix,
  invoiceApproval: settings.invoiceApproval,
  ledgerCodes: settings.ledgerCodes,
  invoiceDelayDays: settings.invoiceDelayDays,
  maxLinesPerAccount: settings.maxLinesPerAccount,
  maxLineAmount: settings.maxLineAmount,
  reportLineAbove: settings.reportLineAbove,
  billingApproval: settings.billingApproval,
  billingFourEyes: settings.billingFourEyes,
  billingPreviewMinutes: settings.billingPreviewMinutes,
  features: features && [...features],
  holidays: holidays && [...holidays],
  provisioningSlaDays: settings.provisioningSlaDays,
  approvalFourEyes: settings.approvalFourEyes,
  approvalRiseAbove: settings.approvalRiseAbove,
  approvalZeroPrice: settings.approvalZeroPrice,
  approvalRemovals: settings.approvalRemovals,
  approvalRowsAbove: settings.approvalRowsAbove,
});

const fromRow = ({
  id: _,
  nextOrderNumber: __,
  maxLineAmount,
  reportLineAbove,
  ...row
}: ProviderRow): ProviderProfile => ({
  ...row,
  maxLineAmount: cents(maxLineAmount) satisfies Cents,
  reportLineAbove: cents(reportLineAbove),
  features: row.features as Feature[],
  holidays: row.holidays as PlainDate[],
  ledgerCodes: { ...OWN_NAMES, ...row.ledgerCodes },
});
