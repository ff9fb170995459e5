/** Drive's push notifications: channels that are opened, told of changes, stopped, and that end by themselves. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { ApiError, invalid, notFound } from '../wire/api-error.ts';
import type { Account, Book, Channel, Push, World } from '../world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How a notification reaches its receiver. */
export type Deliver = (request: Request) => Promise<Response> | Response;

export interface PushRecord {
  readonly channelId: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the receiver answered; null: nobody did. */
  readonly status: number | null;
}

export function watch(
  world: World,
  book: Book,
  owner: Account,
  body: drive_v3.Schema$Channel,
): drive_v3.Schema$Channel {
  const { id, type, address, token, expiration } = body;
  if (typeof id !== 'string' || !/^[\w\-+/=]{1,64}$/.test(id))
    throw invalid(`Invalid value for: id: ${id}`, 'channelIdInvalid');
  if (type !== 'web_hook' && type !== 'webhook')
    throw invalid(`Unknown channel type: ${type}`, 'channelUnknownType');
  if (world.channels.some((each) => each.id === id))
    throw invalid(`Channel id ${id} not unique`, 'channelIdNotUnique');
  if (typeof token === 'string' && token.length > 256)
    throw invalid('Channel token is longer than 256 characters', 'invalid');
  const url = URL.canParse(address ?? '') ? new URL(address ?? '') : null;
  const isLoopback = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url === null || (url.protocol !== 'https:' && !isLoopback)) {
    throw new ApiError(400, 'INVALID_ARGUMENT', `WebHook callback must be HTTPS: ${address}`, {
      reason: 'push.webhookUrlNotHttps',
    });
  }
  const now = world.now();
  const asked = expiration === undefined || expiration === null ? now + HOUR_MS : Number(expiration);
  if (!Number.isFinite(asked) || asked <= now)
    throw invalid(`Invalid expiration: ${expiration}`, 'channelExpirationInvalid');
  // What is asked beyond the longest life is cut; the answer says so.
  const expiresAt = Math.min(asked, now + DAY_MS);
  const channel: Channel = {
    id,
    resourceId: `resource-of-${book.id.slice(0, 12)}`,
    book,
    address: url.href,
    token: token ?? null,
    owner: owner.email,
    expiresAt,
    isStopped: false,
    nextNumber: 1,
    pending: [{ state: 'sync', changed: new Set(), dueAt: now, attempts: 0 }],
  };
  world.channels.push(channel);
  return {
    kind: 'api#channel',
    id,
    resourceId: channel.resourceId,
    resourceUri: uriOf(world, channel),
    ...(channel.token === null ? {} : { token: channel.token }),
    expiration: String(expiresAt),
  };
}

const uriOf = (world: World, { book }: Channel): string => `${world.url}/drive/v3/files/${book.id}?alt=json`;

export function stopChannel(world: World, by: Account, { id, resourceId }: drive_v3.Schema$Channel): void {
  const channel = world.channels.find(
    (each) => each.id === id && each.resourceId === resourceId && each.owner === by.email,
  );
  if (channel === undefined) throw notFound(`Channel '${id}' not found for project '100000000001'`);
  if (channel.isStopped || channel.expiresAt <= world.now()) {
    throw notFound(`Channel '${id}' not found for project '100000000001'`, true);
  }
  channel.isStopped = true;
}

/** Sends what is due, each channel's in its order; what could not be handed over (5xx) stays for the next time. */
export async function deliverDue(world: World, deliver: Deliver): Promise<PushRecord[]> {
  const records: PushRecord[] = [];
  const now = world.now();
  for (const channel of world.channels) {
    const isOver = channel.isStopped || channel.expiresAt <= now;
    const due = isOver ? [] : channel.pending.filter(({ dueAt }) => dueAt <= now);
    channel.pending = isOver ? [] : channel.pending.filter(({ dueAt }) => dueAt > now);
    for (const push of due) {
      const headers = headersOf(world, channel, push);
      const status = await answered(deliver, new Request(channel.address, { method: 'POST', headers }));
      records.push({ channelId: channel.id, address: channel.address, headers, status });
      const isWorthAnother = status === null || [500, 502, 503, 504].includes(status);
      if (isWorthAnother && push.attempts < MOST_ATTEMPTS) {
        channel.pending.push({
          ...push,
          attempts: push.attempts + 1,
          dueAt: now + 2 ** push.attempts * 1000,
        });
      }
    }
  }
  return records;
}

/** The status; null where nobody answered. */
async function answered(deliver: Deliver, request: Request): Promise<number | null> {
  try {
    return (await deliver(request)).status;
  } catch {
    return null;
  }
}

const MOST_ATTEMPTS = 5;

function headersOf(world: World, channel: Channel, push: Push): Record<string, string> {
  const number = channel.nextNumber;
  // Rising, not by one each time; the first is 1.
  channel.nextNumber += 1 + (world.next() % 50);
  return {
    'content-length': '0',
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    'x-goog-channel-id': channel.id,
    ...(channel.token === null ? {} : { 'x-goog-channel-token': channel.token }),
    'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-uri': uriOf(world, channel),
    'x-goog-resource-state': push.state,
    ...(push.changed.size === 0 ? {} : { 'x-goog-changed': [...push.changed].join(',') }),
    'x-goog-message-number': String(number),
  };
}
