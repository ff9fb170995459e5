import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { HookSource } from '../ports/hooks.ts';
import type { Actor } from '../ports/platform.ts';
import type { HookPorts } from './services.ts';

/** Ends a source for good, from its next call on. One that is revoked already stays as it was. */
export const makeRevokeSource =
  ({ hooks, clock }: Pick<HookPorts, 'hooks' | 'clock'>) =>
  async (actor: Actor, id: number): Promise<Result<HookSource>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const source = await hooks.find(actor.providerId, id);
    const subject = formatId('hook', id);
    if (source === null) return notFound('hook_not_found', `There is no webhook source ${subject}.`);
    if (source.revokedAt !== null) return ok(source);
    const at = clock.now();
    const audit = auditOf(actor, clock, { action: 'hook.revoked', subject, details: { name: source.name } });
    await hooks.revoke(actor.providerId, id, at, audit);
    return ok({ ...source, revokedAt: at });
  };
