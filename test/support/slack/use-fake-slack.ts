/** The fake Slack in a test: closed when the test is over, which fails should the real Slack have refused anything. */
import { expect, onTestFinished } from 'vitest';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from './fake-slack.ts';

/** Call it in a test (or what a test calls). A test that means a violation takes it out: `slack.takeViolations()`. */
export async function useFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const slack = await startFakeSlack(options);
  onTestFinished(async () => {
    await slack.close();
    expectNoViolations(slack);
  });
  return slack;
}

/** For a Slack that several tests share: in `afterEach`. */
export function expectNoViolations(slack: FakeSlack): void {
  expect(slack.takeViolations(), 'what the real Slack would have refused').toEqual([]);
}
