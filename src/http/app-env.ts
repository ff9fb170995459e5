/** What a request carries on its way through the middleware to its route. */

import type { Log } from '#app/ports/log.ts';
import type { Actor } from '#app/ports/platform.ts';

export interface AppEnv {
  Variables: {
    /** Set by authentication: the token's or session's provider and powers. */
    actor: Actor;
    requestId: string;
    log: Log;
    /** Of a request with an Idempotency-Key: see `requestKeyOf`. */
    requestKey: string | undefined;
    /** Where a route sets it, an Idempotency-Key keeps this body instead of the answer: secrets are shown once. */
    keptBody: string | undefined;
    /** Set by the guard of a hook: what its source has signed with. */
    hookSecret: string;
  };
}
