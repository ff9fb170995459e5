/** Every table; drizzle-kit generates the migrations from here. */
export * from './accounts.ts';
export * from './billing.ts';
export * from './catalogue.ts';
export * from './front-doors.ts';
export * from './google.ts';
export * from './orders.ts';
export * from './people.ts';
export * from './platform.ts';
export * from './providers.ts';
export * from './rerates.ts';
export * from './sheets.ts';
export * from './slack.ts';
export * from './subscriptions.ts';
export * from './usage.ts';
export * from './webhooks.ts';
export * from './workflow.ts';
