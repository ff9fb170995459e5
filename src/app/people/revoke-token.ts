import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Token } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** Ends a token for good, from its next request on. One that is revoked already stays as it was. */
export const makeRevokeToken =
  ({ tokens, clock }: Pick<PeoplePorts, 'tokens' | 'clock'>) =>
  async (actor: Actor, id: number): Promise<Result<Token>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const token = await tokens.find(actor.providerId, id);
    const subject = formatId('token', id);
    if (token === null) return notFound('token_not_found', `There is no token ${subject}.`);
    if (token.revokedAt !== null) return ok(token);
    const at = clock.now();
    const audit = auditOf(actor, clock, { action: 'token.revoked', subject, details: { name: token.name } });
    await tokens.revoke(actor.providerId, id, at, audit);
    return ok({ ...token, revokedAt: at });
  };
