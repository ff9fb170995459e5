import { describe, expect, it } from 'vitest';
import { anAppInSlack } from './an-app.ts';
import { startFakeSlack } from './fake-slack.ts';
import { refused } from './refused.ts';
import { expectNoViolations, useFakeSlack } from './use-fake-slack.ts';

describe('the fake in a test', () => {
  it('fails the test that Slack would have refused something in, unless the test takes it out', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const blocks = [{ type: 'divider', block_id: '' }];
    expect(await refused(client.chat.postMessage({ channel: channel.id, text: 'x', blocks }))).toBe(
      'invalid_blocks',
    );
    expect(() => expectNoViolations(slack)).toThrow('what the real Slack would have refused');
    expect(slack.violations).toEqual([]);
  });

  it('says that nobody said how the app is reached', async () => {
    const slack = await useFakeSlack();
    const wavelink = slack.workspace({ id: 'T0WAVE', name: 'Wavelink' });
    wavelink.install();
    expect(await wavelink.person('Kim').command('/cardline')).toContain('dispatch_failed');
    expect(slack.takeViolations()).toMatchObject([{ message: expect.stringContaining('slack.deliverTo') }]);
  });

  it('is closed with what is still at its door', async () => {
    const slack = await startFakeSlack();
    const held = slack.hold('auth.test');
    const calling = refused(fetch(`${slack.apiUrl}auth.test`, { method: 'POST' }));
    await held.arrived;
    await slack.close();
    await calling;
    await expect(fetch(slack.url)).rejects.toThrow();
  });
});
