/**
 * The one way to Google's addresses. Its client library retries in silence and takes a torn answer for a text: here every
 * answer is read whole, what may be asked again is, a few times and as slowly as Google wants, and all of it can be
 * brought to another root.
 */

export interface Wire {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Before the second, third and fourth try. */
const WAITS_MS = [1_000, 2_000, 4_000];
/** Whoever waits for an answer is told instead of waiting longer. */
const LONGEST_WAIT_MS = 10_000;
/** Of one try. Google itself ends what takes three minutes. */
const PATIENCE_MS = 60_000;

const TOKEN_ADDRESS = 'https://oauth2.googleapis.com/token';

/** An answer that ended in the middle. */
export class TornAnswer extends Error {
  override readonly name = 'TornAnswer';
}

/**
 * @param root everything is called below it, the token's address among them; null: at Google's own addresses
 */
export const makeCarefulFetch =
  (wire: Wire, root: string | null): typeof fetch =>
  async (input, init = {}) => {
    const asked = input instanceof Request ? input.url : String(input);
    const address = root === null ? asked : below(root, asked);
    const request = requestOf(init);
    // A write may have been done though its answer never came: only where Google turned it away is it asked again.
    const isRepeatable = request.method === 'GET' || asked === TOKEN_ADDRESS;
    for (let tries = 0; ; tries += 1) {
      const answer = await answerOf(wire, address, request);
      const wait = waitAfter(answer, tries, isRepeatable);
      if (wait !== null) await wire.pause(wait);
      else if (answer instanceof Response) return answer;
      else throw answer;
    }
  };

function below(root: string, asked: string): string {
  const { pathname, search } = new URL(asked);
  return `${root}${pathname}${search}`;
}

interface PlainRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

function requestOf({ method = 'GET', headers: given, body }: RequestInit): PlainRequest {
  const headers = new Headers(given);
  // What can be unpacked, fetch knows best.
  headers.delete('accept-encoding');
  // A form becomes text, which is sent as often as need be; what it is would otherwise be lost.
  if (body instanceof URLSearchParams && !headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  return { method, headers, body: body == null ? undefined : String(body) };
}

/** The answer with its body read to the end, or what came instead of one. */
async function answerOf({ fetch }: Wire, address: string, request: PlainRequest): Promise<Response | Error> {
  try {
    const response = await fetch(address, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (response.ok && text !== '' && !text.trimEnd().endsWith('}'))
      return new TornAnswer('The answer ended in the middle.');
    const headers = new Headers();
    for (const name of ['content-type', 'retry-after']) {
      const value = response.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return new Response(NO_BODY.has(response.status) ? null : text, { status: response.status, headers });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** How long to wait before the next try; null: this answer is the last one. */
function waitAfter(answer: Response | Error, tries: number, isRepeatable: boolean): number | null {
  const usual = WAITS_MS[tries];
  if (usual === undefined) return null;
  if (!(answer instanceof Response)) return isRepeatable ? usual : null;
  const { status } = answer;
  if (status !== 429 && !(status >= 500 && isRepeatable)) return null;
  const wanted = retryAfterMs(answer);
  if (wanted === null) return usual;
  return wanted > LONGEST_WAIT_MS ? null : Math.max(wanted, usual);
}

/** What a Retry-After header says, in seconds or as a date. */
export function retryAfterMs({ headers }: { readonly headers: Headers }): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
