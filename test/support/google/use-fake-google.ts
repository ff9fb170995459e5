/** The fake Google in a test: closed when the test is over, which fails should the real Google have refused anything. */
import { expect, onTestFinished } from 'vitest';
import { type FakeGoogle, type FakeGoogleOptions, startFakeGoogle } from './fake-google.ts';

/** Call it in a test (or what a test calls). A test that means a violation takes it out: `google.takeViolations()`. */
export async function useFakeGoogle(options: FakeGoogleOptions = {}): Promise<FakeGoogle> {
  const google = await startFakeGoogle(options);
  onTestFinished(async () => {
    await google.close();
    expectNoViolations(google);
  });
  return google;
}

/** For a Google that several tests share: in `afterEach`. */
export function expectNoViolations(google: FakeGoogle): void {
  expect(google.takeViolations(), 'what the real Google would have refused').toEqual([]);
}
