/** What a request carries once its caller is known. */
import type { Actor } from '#app/ports/platform.ts';

export interface AppEnv {
  Variables: {
    /** Set by authentication: the token's or session's provider and powers. */
    actor: Actor;
    requestId: string;
  };
}
