/** For the tests of the fake itself: what a call of the Web API was refused with. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown> | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const { data, retryAfter, code, statusCode } = error as Record<string, unknown>;
    return (data as Record<string, unknown> | undefined) ?? { error: code, retryAfter, statusCode };
  }
}

/** Its code alone; null where it was not refused. */
export const refused = async (call: Promise<unknown>): Promise<unknown> =>
  (await refusal(call))?.error ?? null;
