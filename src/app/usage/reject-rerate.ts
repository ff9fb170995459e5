import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import type { Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Rerate } from '../ports/rerates.ts';
import { findRerate, notOpen, rerateStands } from './find-rerate.ts';
import type { UsagePorts } from './services.ts';

/** USE-8: what was rated stays as it is. Why, is kept. */
export const makeRejectRerate =
  ({ rerates, clock }: Pick<UsagePorts, 'rerates' | 'clock'>) =>
  async (actor: Actor, id: number, reason: string): Promise<Result<Rerate>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const why = readText(reason, {
      path: 'reason',
      what: 'The reason, which says why nothing is charged anew,',
      most: 500,
      code: 'invalid_reason',
    });
    if (!why.ok) return why;
    const found = await findRerate({ rerates }, actor, id);
    if (!found.ok) return found;
    if (!rerateStands(found.value)) return notOpen(found.value, actor);
    const subject = formatId('rerate', id);
    const isFirst = await rerates.reject(
      actor.providerId,
      id,
      { reason: why.value, by: actor.actorName, at: clock.now() },
      {
        audit: [
          auditOf(actor, clock, { action: 'usage.rerate_rejected', subject, details: { reason: why.value } }),
        ],
        outbox: [],
      },
    );
    const now = await findRerate({ rerates }, actor, id);
    return isFirst || !now.ok ? now : notOpen(now.value, actor);
  };
