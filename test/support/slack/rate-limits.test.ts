import { describe, expect, it } from 'vitest';
import { anAppInSlack } from './an-app.ts';
import { refusal, refused } from './refused.ts';

async function aPoster() {
  const parts = await anAppInSlack();
  const { client, wavelink, channel } = parts;
  const other = wavelink.channel('#other', { withApp: true });
  const post = (to = channel) => client.chat.postMessage({ channel: to.id, text: 'x' });
  const times = async (count: number, deed: () => Promise<unknown>) => {
    const answers: unknown[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await refusal(deed()));
    return answers;
  };
  return { ...parts, other, post, times };
}

describe('rate limits', () => {
  it('take a short burst into a channel, then one message a second; other channels are others', async () => {
    const { clock, channel, other, post, times } = await aPoster();
    const answers = await times(6, post);
    expect(answers.slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(answers[5]).toMatchObject({ error: 'slack_webapi_rate_limited_error', retryAfter: 5 });
    expect(await refusal(post(other))).toBeNull();
    clock.pass(5 / 60);
    expect(await refusal(post())).toBeNull();
    expect(channel.messages()).toHaveLength(6);
  });

  it('are counted by method and workspace, as published', async () => {
    const { slack, client, channel, times } = await aPoster();
    const { ts = '' } = await client.chat.postMessage({ channel: channel.id, text: 'x' });
    const answers = await times(51, () => client.chat.update({ channel: channel.id, ts, text: 'y' }));
    expect(answers.filter((answer) => answer === null)).toHaveLength(50);
    expect(answers.at(-1)).toMatchObject({ retryAfter: 60 });
    expect(slack.callsOf('chat.update').filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('can be a test’s own, ordered for the next calls, or lifted', async () => {
    const { slack, clock, channel, other, post, times } = await aPoster();
    slack.limit('chat.postMessage', { next: 1, retryAfter: 30, channel: channel.id });
    expect(await refused(post(other))).toBeNull();
    expect(await refusal(post())).toMatchObject({ retryAfter: 30 });
    expect(await refusal(post())).toMatchObject({ retryAfter: 30 });
    clock.pass(0.5);
    expect(await refusal(post())).toBeNull();
    slack.limit('chat.postMessage', { calls: 1, seconds: 60 });
    clock.pass(2);
    expect((await times(2, post))[1]).toMatchObject({ retryAfter: 60 });
    slack.liftLimits();
    expect(await times(7, post)).toEqual(Array.from({ length: 7 }, () => null));
  });
});
