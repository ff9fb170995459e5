/** What the console is given, and what a request carries on its way to its page. */
import type { Context } from 'hono';
import type { IdempotencyStore } from '#app/ports/idempotency.ts';
import type { Log } from '#app/ports/log.ts';
import type { Clock, Secrets } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import type { AppEnv } from '#http/app-env.ts';
import type { Form } from './guards/form-guard.ts';
import type { Notice } from './parts/notice.ts';

/** Something that can be switched on by configuration, as the status page tells it. */
export interface Feature {
  readonly name: string;
  readonly isOn: boolean;
  /** What it does when on, or what would switch it on. */
  readonly note: string;
}

export interface ConsoleDeps {
  readonly services: Services;
  readonly log: Log;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Keeps a form that is sent twice from doing its deed twice. */
  readonly idempotency: IdempotencyStore;
  /** Where people reach Cardline (CARDLINE_URL); its scheme decides whether cookies are Secure. */
  readonly url: string;
  readonly features: readonly Feature[];
  /** The names of the channels that carry notices out of this installation. */
  readonly channels: readonly string[];
}

/** What the app puts on every request (the actor among it, set here by the session guard), and what the console adds. */
export interface ConsoleEnv {
  Variables: AppEnv['Variables'] & {
    /** Stands in every form of the session; see form-guard.ts. */
    formToken: string;
    /** The form that was sent; set by the form guard on POST. */
    form: Form;
    /** What the deed before the redirect had to say. */
    notice: Notice | null;
    /** A page that answers a deed in place of a redirect: what was done is done, and the same form gets the same page. */
    isDone: boolean;
  };
}

export type ConsoleContext = Context<ConsoleEnv>;
