/** How deliveries to webhooks stand in the outbox: `webhook:3` of the channel `webhook`. */
export const WEBHOOK_CHANNEL = 'webhook';
export const targetOf = (id: number): string => `${WEBHOOK_CHANNEL}:${id}`;
export const webhookOf = (target: string): number => Number(target.slice(WEBHOOK_CHANNEL.length + 1));
