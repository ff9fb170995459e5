import { describe, expect, it } from 'vitest';
import { anAppInSlack } from './an-app.ts';
import { refusal, refused } from './refused.ts';

describe('Slack itself', () => {
  it('fails with a status or an error, and did nothing', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const post = () => client.chat.postMessage({ channel: channel.id, text: 'x' });
    slack.fail('chat.postMessage', { status: 503 });
    expect(await refusal(post())).toMatchObject({ statusCode: 503 });
    slack.fail('chat.postMessage', { error: 'fatal_error', times: 2 });
    expect(await refused(post())).toBe('fatal_error');
    expect(await refused(post())).toBe('fatal_error');
    expect(channel.messages()).toEqual([]);
    expect(await refused(post())).toBeNull();
  });

  it('breaks the connection before it did anything, or after it did everything', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const post = () => client.chat.postMessage({ channel: channel.id, text: 'x' });
    slack.fail('chat.postMessage', { reset: 'before' });
    expect(await refused(post())).toBe('slack_webapi_request_error');
    expect(channel.messages()).toEqual([]);
    slack.fail('chat.postMessage', { reset: 'after' });
    expect(await refused(post())).toBe('slack_webapi_request_error');
    expect(channel.messages()).toHaveLength(1);
  });

  it('fails for one channel alone', async () => {
    const { slack, client, channel, wavelink } = await anAppInSlack();
    const other = wavelink.channel('#other', { withApp: true });
    slack.fail('*', { status: 500, channel: channel.id });
    expect(await refused(client.chat.postMessage({ channel: other.id, text: 'x' }))).toBeNull();
    expect(await refusal(client.chat.postMessage({ channel: channel.id, text: 'x' }))).toMatchObject({
      statusCode: 500,
    });
  });

  it('keeps a call at its door until the test lets it in', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const held = slack.hold('chat.postMessage');
    const posting = client.chat.postMessage({ channel: channel.id, text: 'x' });
    await held.arrived;
    expect(channel.messages()).toEqual([]);
    held.release();
    await posting;
    expect(channel.messages()).toHaveLength(1);
  });

  it('loses a call at its door, if that is what the test is about', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const held = slack.hold('chat.postMessage');
    const posting = refused(client.chat.postMessage({ channel: channel.id, text: 'x' }));
    await held.arrived;
    held.lose();
    expect(await posting).toBe('slack_webapi_request_error');
    expect(channel.messages()).toEqual([]);
  });

  it('takes its time', async () => {
    const { slack, client, channel } = await anAppInSlack();
    slack.fail('chat.postMessage', { latencyMs: 20 });
    const start = performance.now();
    await client.chat.postMessage({ channel: channel.id, text: 'x' });
    expect(performance.now() - start).toBeGreaterThan(15);
  });
});
