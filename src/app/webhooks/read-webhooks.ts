import { formatId } from '#core/ids.ts';
import { conflict, notFound, ok, type Refused, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { Webhook } from '../ports/webhooks.ts';
import type { WebhookPorts } from './services.ts';

type Ports = Pick<WebhookPorts, 'webhooks'>;

/** The provider's webhooks, newest first, disabled ones included; never their secrets. */
export const makeListWebhooks =
  ({ webhooks }: Ports) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Webhook>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? webhooks.list(actor.providerId, page) : allowed;
  };

export const makeGetWebhook =
  (ports: Ports) =>
  (actor: Actor, id: number): Promise<Result<Webhook>> =>
    ownWebhook(ports, actor, id);

/** One of the actor's provider, for an actor who may look after it. */
export async function ownWebhook({ webhooks }: Ports, actor: Actor, id: number): Promise<Result<Webhook>> {
  const allowed = requirePower(actor, 'admin');
  if (!allowed.ok) return allowed;
  const found = await webhooks.find(actor.providerId, id);
  return found === null ? noWebhook(id) : ok(found);
}

/** The same, where it is to be told something. */
export async function activeWebhook(ports: Ports, actor: Actor, id: number): Promise<Result<Webhook>> {
  const found = await ownWebhook(ports, actor, id);
  return found.ok && found.value.status !== 'active'
    ? conflict('webhook_disabled', `${formatId('webhook', id)} is disabled: enable it first.`)
    : found;
}

const noWebhook = (id: number): Refused =>
  notFound('webhook_not_found', `There is no webhook ${formatId('webhook', id)}.`);
