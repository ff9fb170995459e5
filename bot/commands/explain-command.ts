import type { ExplainedCardline } from '#app/billing/read-cardline.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { fault, no, ok } from '#core/result.ts';
import { actions, type Fact, facts, linkButton, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { Command } from './command.ts';

/** An explanation of a long first period has a sentence for each of many things. */
const TEXT_SHOWN = 2_000;

/** BILL-12: why a cardline has its amount, and who answers for it. */
export const explainCommand: Command = {
  word: 'explain',
  usage: 'LINE',
  says: 'why a cardline has its amount: `cl_` and its number',
  async run({ services: { billing }, url }, { actor }, { words: [typed] }) {
    const id = parseId('cardline', typed ?? '');
    if (!id.ok)
      return no(
        fault(
          'cardline_missing',
          'Write which cardline: `cl_` and its number, as on its page and in the API (`/cardline explain cl_12`).',
        ),
      );
    const found = await billing.readCardline(actor, id.value);
    if (!found.ok) return found;
    const line = found.value;
    const name = formatId('cardline', id.value);
    return ok({
      text: `${name}: ${formatCents(line.amount)} ex tax`,
      blocks: [
        section(
          `${bold(`${formatCents(line.amount)} ex tax`)} for ${safe(line.account)}, ${spokenDate(line.from)} – ${spokenDate(line.to)}`,
        ),
        section(
          safe(
            clip(
              line.explanation?.text ?? 'No period gave this line: it was bought or entered by itself.',
              TEXT_SHOWN,
            ),
          ),
        ),
        ...facts(factsOf(line)),
        actions('cardline', [linkButton('Open in Cardline', `${url}/billing/cardlines/${name}`)]),
      ],
    });
  },
};

const factsOf = ({ explanation, origin, ...line }: ExplainedCardline): Fact[] => [
  ['Plan', line.packagePlan],
  [
    'Service',
    line.service === null ? null : [line.service.plan, line.service.identifier].filter(Boolean).join(' '),
  ],
  ['Fee', explanation?.fee ?? null],
  [
    'Days',
    explanation === null || explanation.days === null ? null : `${explanation.days} of ${explanation.ofDays}`,
  ],
  ['Tax', formatCents(line.tax)],
  ['Rules', explanation?.rules.join(', ') ?? null],
  ['Made by the run of', spokenDate(line.generatedOn)],
  [
    'Catalogue',
    origin.version === null
      ? null
      : `Version ${origin.version.number}, approved by ${origin.version.approvedBy}`,
  ],
  [
    'Period approved by',
    origin.approval === null ? null : `${origin.approval.by}, ${spokenDate(origin.approval.on)}`,
  ],
  ['Invoice', line.side === 'buy' ? 'None: it is our own cost' : (line.invoice ?? 'Pending')],
];
