/** Pieces of SQL that answer parts of an order as JSON, so that an order comes whole in one cell of one statement. */

export const companyJson = (table: string): string =>
  `json_object('id', ${table}.id, 'code', ${table}.code, 'name', ${table}.name)`;

export const planJson = (table: string): string => `json_object('id', ${table}.id, 'code', ${table}.code)`;

/** JSON where a joined row is there, null where it is not. */
export const ifThere = (table: string, json: string): string =>
  `json(iif(${table}.id is null, null, ${json}))`;

/** What joins the carrier's work on a request `r` to it, and what it is as JSON; null where it is worked by hand. */
export const JOIN_WORKFLOW = 'left join request_workflow wf on wf.request_id = r.id';
export const WORKFLOW_JSON = `json(iif(wf.request_id is null, null, json_object('stage', wf.stage, 'since', wf.since,
  'round', wf.round, 'fileSequence', wf.file_sequence, 'adviceSequence', wf.advice_sequence, 'told', json(wf.told),
  'isStuck', json(iif(exists (
    select 1 from workflow_alert al where al.request_id = r.id and al.resolved_at is null), 'true', 'false')))))`;

/** The change that made a version: of the order or of a request, as `where` says. */
export const lastChangeJson = (where: string): string => `json((
  select json_object('event', l.event, 'actor', l.actor, 'company', ${companyJson('lc')}, 'at', l.at,
    'visibility', l.visibility)
  from provisioning_log l join provider lc on lc.id = l.provider_id
  where ${where}))`;

/** An account as the other side of a company's books. */
const accountJson = (table: string): string => `json_object('id', ${table}.id,
  'invoiceTerms', json_object('invoiceDay', ${table}.invoice_day,
    'invoicePeriodMonths', ${table}.invoice_period_months, 'invoiceAnchor', ${table}.invoice_anchor),
  'firstSubscriptionStart', ${table}.first_subscription_start)`;

/** A company's part in an order: what `Party` holds. */
export const partyJson = (provider: string, account: string): string => `json_object(
  'companyId', ${provider}.id, 'timeZone', ${provider}.time_zone, 'features', json(${provider}.features),
  'account', ${ifThere(account, accountJson(account))})`;

/** The retailer's account in its wholesaler's books, by the link between the two. */
export const joinWholesaleAccount = (wholesalerId: string, retailerId: string): string => `
  left join provider_link wl on wl.wholesaler_id = ${wholesalerId} and wl.retailer_id = ${retailerId}
  left join account wa on wa.provider_id = wl.wholesaler_id and wa.reference = wl.account_reference`;
