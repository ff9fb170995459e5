/** The deeds of every domain, as the edges (HTTP, console, Slack, command line) get them from the composition. */
import type { AccountServices } from './accounts/services.ts';
import type { BillingServices } from './billing/services.ts';
import type { CatalogueServices } from './catalogue/services.ts';
import type { GoogleServices } from './google/services.ts';
import type { HookServices } from './hooks/services.ts';
import type { InvoiceServices } from './invoices/services.ts';
import type { JobServices } from './jobs/services.ts';
import type { OrderServices } from './orders/services.ts';
import type { OutboxServices } from './outbox/services.ts';
import type { PeopleServices } from './people/services.ts';
import type { PortalServices } from './portal/services.ts';
import type { PanelServices } from './sheet-panel/services.ts';
import type { SheetServices } from './sheets/services.ts';
import type { SlackServices } from './slack/services.ts';
import type { SubscriptionServices } from './subscriptions/services.ts';
import type { TariffServices } from './tariffs/services.ts';
import type { UsageServices } from './usage/services.ts';
import type { WebhookServices } from './webhooks/services.ts';
import type { WorkbookServices } from './workbook/services.ts';
import type { WorkflowServices } from './workflow/services.ts';

export interface Services {
  readonly catalogue: CatalogueServices;
  readonly workbook: WorkbookServices;
  readonly sheets: SheetServices;
  readonly sheetPanel: PanelServices;
  readonly accounts: AccountServices;
  readonly people: PeopleServices;
  readonly slack: SlackServices;
  readonly google: GoogleServices;
  readonly jobs: JobServices;
  readonly outbox: OutboxServices;
  readonly orders: OrderServices;
  readonly workflow: WorkflowServices;
  readonly portal: PortalServices;
  readonly hooks: HookServices;
  readonly webhooks: WebhookServices;
  readonly subscriptions: SubscriptionServices;
  readonly billing: BillingServices;
  readonly invoices: InvoiceServices;
  readonly usage: UsageServices;
  readonly tariffs: TariffServices;
}
