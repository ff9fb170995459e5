import { z } from '@hono/zod-openapi';
import { money } from './schemas.ts';

/** Why a cardline has its amount and its day (BILL-12). */
export const explanationSchema = z
  .object({
    rules: z.array(z.string()).openapi({ example: ['FEE-3', 'BILL-1'] }),
    text: z.string().openapi({ example: '17 of 31 days of 49.95.' }),
    days: z.number().int().nullable().openapi({ description: 'Covered by the line; null: charged once.' }),
    ofDays: z.number().int().nullable().openapi({ description: 'Of the whole period or periods.' }),
    fee: money,
    wholePeriods: z.number().int(),
    parts: z.array(z.object({ days: z.number().int(), ofDays: z.number().int() })),
  })
  .openapi('Explanation');
