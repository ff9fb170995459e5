/**
 * What checks and publishes have to say, on its way into the provider's spreadsheet: a channel of the outbox. Each delivery reads
 * the spreadsheet again and judges that very content, so it never tells of rows that have moved, and may be repeated.
 */
import type { AssessPorts } from '../catalogue/assess-workbook.ts';
import type { DeliveryChannel, NewDelivery, Outcome } from '../ports/outbox.ts';
import { SheetTrouble, type Spreadsheets } from '../ports/spreadsheets.ts';
import { judgeSheet } from './judge-sheet.ts';
import { CHECKED_TOPIC } from './provider-workbook.ts';
import type { SheetPorts } from './services.ts';

export interface MarkParts extends AssessPorts, Pick<SheetPorts, 'links' | 'clock'> {
  readonly spreadsheets: Spreadsheets;
}

const NAME = 'google_sheet';

export const makeMarkChannel = (parts: MarkParts): DeliveryChannel => ({
  name: NAME,
  topics: new Set([CHECKED_TOPIC, 'catalogue.published']),

  async plan(notices) {
    const sheets = await parts.links.sheetIds([...new Set(notices.map(({ providerId }) => providerId))]);
    return notices.flatMap(({ providerId, topic, dedupeKey }): NewDelivery[] => {
      const sheetId = sheets.get(providerId);
      if (sheetId === undefined) return [];
      return [
        {
          providerId,
          channel: NAME,
          target: `sheet:${sheetId}`,
          kind: 'marks',
          topic,
          subject: `sheet ${sheetId}`,
          dedupeKey: `${topic} ${providerId} ${dedupeKey}`,
          body: { sheet: sheetId },
          // Of several the last sees all.
          coalesceKey: 'marks',
        },
      ];
    });
  },

  gatesOf: () => [],

  deliver: (delivery) => deliver(parts, delivery.providerId, String(delivery.body.sheet)),
});

async function deliver(parts: MarkParts, providerId: number, sheetId: string): Promise<Outcome> {
  const { spreadsheets, links, clock } = parts;
  const link = await links.find(providerId);
  if (link?.sheetId !== sheetId)
    return { outcome: 'dead', error: 'The spreadsheet is not the provider’s workbook any more.' };
  try {
    await spreadsheets.mark(sheetId, (content) => judgeSheet(parts, providerId, content));
    return { outcome: 'sent' };
  } catch (error) {
    if (!(error instanceof SheetTrouble)) throw error;
    await links.recordProblem(providerId, sheetId, error.message, clock.now());
    return {
      outcome: 'retry',
      error: error.message,
      ...(error.waitMs === null ? {} : { waitMs: error.waitMs }),
    };
  }
}
