import { Webhook } from 'standardwebhooks';

/** The headers with which a sender of Standard Webhooks signs a body. */
export const webhookHeaders = (
  secret: string,
  body: string,
  { id = 'msg_1', at = new Date() }: { readonly id?: string; readonly at?: Date } = {},
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, at, body),
});
