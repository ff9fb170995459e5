/** What a person or a token may do. Slack, console and API ask the same question. */

export const POWERS = [
  /** see catalogue, orders, ledger of the own provider */
  'view',
  /** edit the built-in workbook and submit change sets */
  'catalogue.edit',
  /** approve or reject change sets, restore versions */
  'catalogue.approve',
  /** make and correct orders and accounts */
  'orders',
  /** work the provisioning queue: claim, edit, activate, write notes */
  'provision',
  /** halt a request: the customer then sees why (PROV-3) */
  'provision.halt',
  /** give a first period end at activation (PER-2) */
  'provision.first_period_end',
  /** act on a request that a carrier works on, with a reason (WF-2) */
  'provision.override',
  /** change subscriptions: cancel, migrate, fee override */
  'subscriptions',
  /** run and approve billing, periods, invoices */
  'billing',
  /** send usage, cleanse and write off quarantine */
  'usage',
  /** people, tokens, schedules, settings */
  'admin',
] as const;
export type Power = (typeof POWERS)[number];

export const ROLES: Readonly<Record<string, readonly Power[]>> = {
  admin: POWERS,
  pricing: ['view', 'catalogue.edit', 'catalogue.approve'],
  provisioning: ['view', 'orders', 'provision', 'provision.halt', 'provision.first_period_end'],
  billing: ['view', 'billing', 'subscriptions', 'usage'],
  sales: ['view', 'orders'],
  viewer: ['view'],
};

export const isRole = (name: string): boolean => Object.hasOwn(ROLES, name);
export const isPower = (name: string): name is Power => (POWERS as readonly string[]).includes(name);

export const powersOfRoles = (roles: readonly string[]): ReadonlySet<Power> =>
  new Set(roles.flatMap((role) => ROLES[role] ?? []));

/** Scopes of a token are powers; `all` stands for every one. */
export const powersOfScopes = (scopes: readonly string[]): ReadonlySet<Power> =>
  scopes.includes('all') ? new Set(POWERS) : new Set(scopes.filter(isPower));
