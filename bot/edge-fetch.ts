/**
 * fetch as Slack's client wants it, in workerd too: that knows no `redirect: 'error'`, and its fetch must be called as a
 * function of its own. A redirect is refused by hand, so that a token never follows one.
 */
export async function edgeFetch(input: string | URL, init?: RequestInit): Promise<Response> {
  if (init?.redirect !== 'error') return fetch(input, init);
  const response = await fetch(input, { ...init, redirect: 'manual' });
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
    throw new TypeError(`An unexpected redirect from ${new URL(input).origin}.`);
  return response;
}
