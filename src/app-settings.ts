import type { SourceSecrets } from '#app/ports/workflow.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import type { AppSettings } from './compose.ts';
import type { Environment } from './env.ts';

/** What the app takes from the environment, the same on both runtimes. */
export const appSettings = async ({ url, features, secret }: Environment): Promise<AppSettings> => ({
  url,
  features,
  scheduleHookSecret: secret === null ? null : await hookSecret(secret, SCHEDULE_HOOK),
});

/** Secrets of sources and receivers, made from the installation's; null where it has none. */
export const sourceSecrets = ({ secret }: Pick<Environment, 'secret'>): SourceSecrets | null =>
  secret === null ? null : (source) => hookSecret(secret, source);

/** The name under which the secret of POST /hooks/schedule is derived (`cardline hook secret`). */
export const SCHEDULE_HOOK = 'hooks/schedule';
