/** What may be set of a webhook: where it leads, what it is told, what it is for. */
import { readText } from '../plain-text.ts';
import { isLoopbackName, isPublicName } from '../public-address.ts';
import { all, type Fault, fault, no, ok, type Result } from '../result.ts';
import { PING_TOPIC, webhookTopic } from './topics.ts';

export interface WebhookSettings {
  readonly url: string;
  /** What it is for; may be empty. */
  readonly description: string;
  /** null: all that there are, those that are added later among them. */
  readonly topics: readonly string[] | null;
}

export interface AddressRule {
  /** On a developer's machine a receiver may stand beside Cardline: http and this very machine are allowed too. */
  readonly isLoopbackAllowed: boolean;
}

const LONGEST_URL = 2000;
const LONGEST_DESCRIPTION = 200;

/** The settings as they are kept, or all that is wrong with them. */
export function checkWebhook(input: WebhookSettings, rule: AddressRule): Result<WebhookSettings> {
  const checked = all<unknown, Fault>([
    checkUrl(input.url, rule),
    describe(input.description),
    checkTopics(input.topics),
  ]);
  if (!checked.ok) return checked;
  const [url, description, topics] = checked.value as [string, string, readonly string[] | null];
  return ok({ url, description, topics });
}

const describe = (text: string): Result<string> =>
  readText(text, {
    path: 'description',
    what: 'The description',
    most: LONGEST_DESCRIPTION,
    code: 'invalid_description',
    mayBeEmpty: true,
  });

function checkUrl(text: string, { isLoopbackAllowed }: AddressRule): Result<string> {
  const trimmed = text.trim();
  const url = trimmed.length <= LONGEST_URL && URL.canParse(trimmed) ? new URL(trimmed) : null;
  const isPlain = url !== null && url.username === '' && url.password === '' && url.hash === '';
  const isOpen = url !== null && url.protocol === 'https:' && isPublicName(url.hostname);
  const isBeside =
    url !== null &&
    isLoopbackAllowed &&
    ['http:', 'https:'].includes(url.protocol) &&
    isLoopbackName(url.hostname);
  if (url !== null && isPlain && (isOpen || isBeside)) return ok(url.href);
  return no(
    fault(
      'invalid_url',
      `A webhook's address is a public https address without a password, such as https://erp.example.net/cardline${
        isLoopbackAllowed ? ', or one of this machine, such as http://localhost:3000/' : ''
      }.`,
      'url',
    ),
  );
}

function checkTopics(topics: readonly string[] | null): Result<readonly string[] | null> {
  if (topics === null) return ok(null);
  if (topics.length === 0)
    return no(fault('no_topics', 'Name at least one topic, or null for all of them.', 'topics'));
  const faults = topics.flatMap((topic, index) =>
    webhookTopic(topic) === undefined || topic === PING_TOPIC
      ? [
          fault(
            'unknown_topic',
            `There is no topic "${topic}" to choose: GET /v1/webhooks/topics lists those that there are.`,
            `topics[${index}]`,
          ),
        ]
      : [],
  );
  const [first, ...others] = faults;
  return first === undefined ? ok([...new Set(topics)].toSorted()) : no(first, ...others);
}
