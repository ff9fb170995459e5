/** Pieces of SQL that answer parts of an order as JSON, so that an order comes whole in one cell of one statement. */

export const companyJson = (table: string): string =>
  `json_object('id', ${table}.id, 'code', ${table}.code, 'name', ${table}.name)`;

export const planJson = (table: string): string => `json_object('id', ${table}.id, 'code', ${table}.code)`;

/** JSON where a joined row is there, null where it is not. */
export const ifThere = (table: string, json: string): string =>
  `json(iif(${table}.id is null, null, ${json}))`;

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
