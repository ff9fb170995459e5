/** The way to a libSQL server, whose failures are told apart from those of a query: they are nobody's fault and pass. */
import { Unavailable } from '#app/ports/unavailable.ts';

/** Longest that the server may take for an answer: its longest batch takes a fraction of this. */
const PATIENCE_MS = 60_000;

/** A fetch for the client. Answers are taken in whole, so that one that breaks off half way is a failure of the way as well. */
export async function serverFetch(request: Request): Promise<Response> {
  let answer: Response;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    answer = new Response(await response.arrayBuffer(), response);
  } catch (cause) {
    throw new Unavailable('The database cannot be reached.', { cause });
  }
  const { status } = answer;
  // What the server says about a query comes with 200 or 400; these are about itself, or come from a proxy before it.
  if (status >= 500 || status === 401 || status === 403 || status === 429)
    throw new Unavailable(`The database's server answers ${status}.`, {
      cause: new Error(await answer.text()),
    });
  return answer;
}
