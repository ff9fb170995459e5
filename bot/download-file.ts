import type { Installation } from '#app/ports/slack.ts';
import type { SlackParts } from './bot-parts.ts';
import { edgeFetch } from './edge-fetch.ts';

const TIMEOUT_MS = 2_000;

/**
 * The content of a file that somebody put into a form; null where Slack does not hand it over, or it has more bytes than are
 * wanted. Slack wants the token with it: it is sent to Slack alone, whatever address a payload names.
 */
export async function downloadFile(
  { clients, services }: Pick<SlackParts, 'clients' | 'services'>,
  installation: Installation,
  address: string,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const api = new URL(clients.optionsFor(installation, 0).slackApiUrl ?? 'https://slack.com/api/');
  if (!URL.canParse(address) || !isSlack(new URL(address), api)) return null;
  const token = await services.slack.tokens.tokenOf(installation);
  const response = await edgeFetch(address, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await response.body?.cancel();
    return null;
  }
  const content = new Uint8Array(await response.arrayBuffer());
  return content.length > mostBytes ? null : content;
}

const isSlack = (address: URL, api: URL): boolean =>
  address.origin === api.origin ||
  (address.protocol === 'https:' &&
    (address.hostname === 'slack.com' || address.hostname.endsWith('.slack.com')));
