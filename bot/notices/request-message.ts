/** The card of a request in its company's channel, and the lines of its thread. */
import { systemActor } from '#app/people/system-actor.ts';
import type { Installation } from '#app/ports/slack.ts';
import { formatId } from '#core/ids.ts';
import type { SlackParts } from '../bot-parts.ts';
import { requestCard } from '../requests/request-card.ts';
import type { WebClient } from '../turn.ts';
import { drawMessage } from './message.ts';

/** @param channel where a first card goes; null: only a card that is there already is drawn anew */
export const showRequestCard = (
  parts: Pick<SlackParts, 'services' | 'slack' | 'url'>,
  client: WebClient,
  installation: Installation,
  requestId: number,
  channel: string | null = null,
): Promise<boolean> =>
  drawMessage(
    parts,
    { client, installation, subject: formatId('request', requestId) },
    async () => {
      const request = await parts.services.orders.findRequest(
        systemActor(installation.tenant, 'schedule'),
        requestId,
      );
      return request.ok ? { ...requestCard(request.value, parts.url), version: request.value.version } : null;
    },
    channel,
  );
