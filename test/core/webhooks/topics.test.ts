/** The catalogue of topics is whole: each that the code tells is in it, or is said to be internal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NOTICE_TOPICS } from '#core/orders/notices.ts';
import {
  DISABLED_TOPIC,
  dataOf,
  INTERNAL_TOPICS,
  PING_TOPIC,
  WEBHOOK_TOPICS,
  webhookTopic,
} from '#core/webhooks/topics.ts';
import { ALERT_TOPICS, RESOLVED_TOPIC } from '#core/workflow/alerts.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const isOfTheCatalogue = (file: string): boolean => file.startsWith('src/core/webhooks/');

const files = ['src/app', 'src/core', 'src/jobs', 'db/stores', 'bot', 'sheets'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
);
const sources = files
  .filter((file) => !isOfTheCatalogue(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

const found = (pattern: RegExp, among = sources): string[] =>
  among.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, topic = '']) => topic));

/** Deeds on subscriptions name their topics as actions. */
const ofSubscriptions = sources.filter(({ file }) => file.startsWith('src/app/subscriptions/'));

const told = new Set([
  ...found(/\btopic: '([^']+)'/g),
  ...found(/_TOPIC = '([^']+)'/g),
  // In SQL the topic stands behind the provider.
  ...found(/insert into outbox[^`]*?select [\w.]+, '([^']+)'/g),
  ...found(/'(subscription\.[a-z_]+)'/g, ofSubscriptions),
  ...NOTICE_TOPICS,
  'order.placed',
  ...Object.values(ALERT_TOPICS),
  RESOLVED_TOPIC,
  DISABLED_TOPIC,
  PING_TOPIC,
  // src/app/catalogue/close-changes.ts
  'catalogue.rejected',
  'catalogue.withdrawn',
]);

/** What stands behind `topic:` where it is no text; whoever adds one sees to it that `told` above has what it can be. */
const KNOWN_EXPRESSIONS = [
  /^[A-Z_]+_TOPIC\b/,
  /^(?:\w+\.)*topic\b/,
  /^(?:orderTopic|requestTopic)\b/,
  /^ALERT_TOPICS\[/,
  /^actionFor\(actor, change, deed\)/,
  /^`catalogue\.\$\{status\}`/,
  /^string\b/,
];

describe('the catalogue of topics of webhooks', () => {
  it('has every topic that the code tells', () => {
    expect(told.size).toBeGreaterThan(45);
    const missing = [...told].filter(
      (topic) => webhookTopic(topic) === undefined && !INTERNAL_TOPICS.has(topic),
    );
    expect(missing).toEqual([]);
  });

  it('has none that nobody tells', () => {
    expect(WEBHOOK_TOPICS.map(({ topic }) => topic).filter((topic) => !told.has(topic))).toEqual([]);
    expect([...INTERNAL_TOPICS].filter((topic) => !told.has(topic))).toEqual([]);
  });

  it('is asked for wherever a topic is put together in a way that this test cannot read', () => {
    const strange = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\btopic: (?!')([^\n]*)/g)]
        .map(([, expression = '']) => expression)
        .filter((expression) => !KNOWN_EXPRESSIONS.some((known) => known.test(expression)))
        .map((expression) => `${file}: ${expression}`),
    );
    expect(strange).toEqual([]);
  });

  it('says each once, when it is told and what it is about, with an example that has that', () => {
    const names = WEBHOOK_TOPICS.map(({ topic }) => topic);
    expect(new Set(names).size).toBe(names.length);
    for (const { topic, summary, about, example } of WEBHOOK_TOPICS) {
      expect(topic).toMatch(/^[a-z]+\.[a-z_]+$/);
      expect(summary, topic).toMatch(/^[A-Z].*\.$|^[A-Z][^.]*$/);
      expect(Object.keys(example), topic).toContain(about);
    }
  });

  it('names no costs: what a supplier charges leaves by no webhook', () => {
    const text = JSON.stringify(WEBHOOK_TOPICS);
    expect(text).not.toMatch(/"(?:buy|cost|margin)/i);
    const entry = webhookTopic('billing.run_done');
    expect(entry && dataOf(entry, { run: 'run_1', buy: 7, carrierId: 3 })).toEqual({ run: 'run_1' });
  });
});
