import type { KnownBlock } from '@slack/types';
import { ok } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { Command } from './command.ts';

const PLANS_SHOWN = 10;
const MISSING_SHOWN = 600;

/** CAT-6, with what stands against an order (CAT-3). */
export const plansCommand: Command = {
  word: 'plans',
  usage: 'TEXT',
  says: 'package plans by name or code, and whether they can be ordered',
  async run({ services, url }, { actor }, { words }) {
    const search = words.join(' ');
    const found = await services.catalogue.findPackagePlans(
      actor,
      { text: search, side: 'sell' },
      { limit: PLANS_SHOWN, cursor: null },
    );
    if (!found.ok) return found;
    const { items, nextCursor } = found.value;
    const blocks: KnownBlock[] = items.map(({ plan, prerequisites }) => {
      const missing = prerequisites.filter((prerequisite) => !prerequisite.ok);
      return section(
        [
          `${bold(safe(clip(plan.name, 150)))} · ${safe(plan.code)} · ${plan.approvalStatus}`,
          ...(missing.length === 0
            ? []
            : [clip(missing.map(({ message }) => `• ${safe(message)}`).join('\n'), MISSING_SHOWN)]),
        ].join('\n'),
      );
    });
    return ok({
      text: counted(items.length, 'package plan'),
      blocks: [
        ...(items.length === 0
          ? [section(`No sell plan has “${safe(clip(search, 100))}” in its name or code.`)]
          : blocks),
        ...(nextCursor === null ? [] : [context(`There are more: ${url}/catalogue shows them all.`)]),
      ],
    });
  },
};
