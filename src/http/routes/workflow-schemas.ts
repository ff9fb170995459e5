/** How carriers, their files and alerts look in JSON. */
import { z } from '@hono/zod-openapi';
import type {
  ActivityFileHead,
  BatchFileHead,
  BatchRow,
  Carrier,
  WorkflowAlert,
} from '#app/ports/workflow.ts';
import type { ActivityFileView } from '#app/workflow/list-activity-files.ts';
import type { BatchReport } from '#app/workflow/list-batch-files.ts';
import { formatId } from '#core/ids.ts';
import { ALERT_KINDS, ALERT_LEVELS } from '#core/workflow/alerts.ts';
import { ANSWERS } from '#core/workflow/batch-file.ts';
import { code, dateText, idText, instantText } from '../schemas.ts';

const settings = {
  name: z.string().openapi({ example: 'Opti Carrier' }),
  deliveryUrl: z.string().nullable().openapi({
    description:
      'A public https address that activity files are sent to, signed; null: they are fetched here.',
    example: null,
  }),
  warnAfterDays: z.number().int().openapi({
    description: 'Working days without an answer, after which you are warned (WF-3).',
    example: 5,
  }),
  alertAfterDays: z
    .number()
    .int()
    .openapi({ description: 'Working days without an answer, after which you are alerted.', example: 10 }),
  batchesFrom: z.number().int().nullable().openapi({
    description: 'Batch files with a lower number are not missed; null: those below the first that came.',
    example: null,
  }),
};
const carrierCode = code.openapi({ description: 'The Supplier of service plans.', example: 'opti-carrier' });

export const carrierSchema = z
  .object({
    code: carrierCode,
    ...settings,
    nextFileSequence: z
      .number()
      .int()
      .openapi({ description: 'The number of its next activity file.', example: 13 }),
    createdAt: instantText,
  })
  .openapi('Carrier');

export const newCarrierSchema = z.strictObject({
  code: carrierCode,
  name: settings.name,
  deliveryUrl: settings.deliveryUrl.optional(),
  warnAfterDays: settings.warnAfterDays.optional(),
  alertAfterDays: settings.alertAfterDays.optional(),
  batchesFrom: settings.batchesFrom.optional(),
});
export const carrierChangesSchema = newCarrierSchema.omit({ code: true }).partial();

export const secretsSchema = z
  .object({
    hookSecret: z.string().nullable().openapi({
      description:
        'The carrier signs what it sends to `/hooks/carriers/{code}` with it. Shown now and never again; null where this is a replay.',
      example: 'whsec_…',
    }),
    deliverySecret: z.string().nullable().openapi({
      description: 'Activity files that are sent to the delivery address are signed with it.',
      example: 'whsec_…',
    }),
  })
  .openapi('CarrierSecrets');

const sequence = z.number().int().openapi({ description: 'Without gaps for each carrier.', example: 12 });

export const activityFileHeadSchema = z
  .object({
    sequence,
    createdAt: instantText,
    services: z.number().int().openapi({ description: 'How many are asked for.', example: 3 }),
    contentHash: z.string().openapi({ description: 'SHA-256, hex.' }),
    deliveredAt: instantText
      .nullable()
      .openapi({ description: "When the carrier's address took it; null: it did not, or there is none." }),
  })
  .openapi('ActivityFileHead');

export const activityFileSchema = activityFileHeadSchema
  .extend({
    carrier: carrierCode,
    fileName: z.string().openapi({ example: 'bluegum-opti-carrier-12.csv' }),
    rows: z.array(
      z.object({
        request: idText('request'),
        order: z.string().openapi({ example: 'BG-O-1042' }),
        round: z.number().int().openapi({ description: 'More than 1: it was asked for before.' }),
        servicePlan: z.string(),
        serviceType: z.string(),
        requestedOn: dateText.nullable(),
        details: z.record(z.string(), z.string()),
      }),
    ),
    content: z.string().openapi({ description: 'The file itself, as the carrier has it.' }),
  })
  .openapi('ActivityFile');

const run = z.object({ from: z.number().int(), to: z.number().int() });
export const missing = z.array(run).openapi({
  description: 'Numbers of batch files that must have been sent, since later ones came (both ends included).',
});

const batchHead = {
  sequence: z.number().int().openapi({ description: "The carrier's number.", example: 7 }),
  name: z.string().openapi({ example: 'opti-carrier-7.csv' }),
  contentHash: z.string().openapi({ description: 'SHA-256, hex.' }),
  createdAt: instantText.openapi({ description: 'As the carrier says.' }),
  receivedAt: instantText,
  receivedBy: z.string(),
  via: z.string().openapi({ example: 'hook' }),
  status: z.enum(['applying', 'done']),
  finishedAt: instantText.nullable(),
  records: z.number().int(),
  applied: z.number().int(),
  refused: z.number().int(),
  unreadable: z.number().int(),
};
export const batchFileHeadSchema = z.object(batchHead).openapi('BatchFileHead');

export const batchReportSchema = z
  .object({
    ...batchHead,
    carrier: carrierCode,
    rows: z.array(
      z.object({
        line: z.number().int(),
        reference: z.string().openapi({ description: 'As the carrier wrote it.', example: 'req_12' }),
        answer: z.enum(ANSWERS).nullable(),
        request: idText('request').nullable(),
        outcome: z.enum(['applied', 'refused', 'unreadable']),
        code: z.string().nullable().openapi({ example: 'already_active' }),
        message: z.string().nullable(),
      }),
    ),
    missing,
  })
  .openapi('BatchReport');

export const alertSchema = z
  .object({
    id: idText('alert'),
    kind: z.enum(ALERT_KINDS),
    level: z.enum(ALERT_LEVELS),
    carrier: carrierCode,
    request: idText('request').nullable(),
    order: z.string().nullable().openapi({ example: 'BG-O-1042' }),
    days: z.number().int().openapi({ description: 'Working days.' }),
    text: z.string(),
    openedAt: instantText,
    raisedAt: instantText.openapi({ description: 'When it came to its level.' }),
    resolvedAt: instantText.nullable(),
    resolution: z.string().nullable().openapi({ description: 'What put an end to it.' }),
  })
  .openapi('WorkflowAlert');

export const carrierJson = ({
  id: _,
  providerId: __,
  secretGeneration: ___,
  version: ____,
  ...carrier
}: Carrier) => carrier;

export const activityFileHeadJson = ({ id: _, ...file }: ActivityFileHead) => file;

export const activityFileJson = ({ id: _, carrier, rows, ...file }: ActivityFileView) => ({
  ...file,
  carrier: carrier.code,
  rows: rows.map(({ requestId, orderNumber, ...row }) => ({
    ...row,
    request: formatId('request', requestId),
    order: orderNumber,
  })),
});

export const batchFileHeadJson = ({ id: _, actorId: __, actor, ...file }: BatchFileHead) => ({
  ...file,
  receivedBy: actor,
});

export const batchReportJson = ({ carrier, file, rows, missing: gaps }: BatchReport) => ({
  ...batchFileHeadJson(file),
  carrier: carrier.code,
  rows: rows.map(rowJson),
  missing: gaps,
});

const rowJson = ({ requestId, ...row }: BatchRow) => ({
  ...row,
  request: requestId === null ? null : formatId('request', requestId),
});

export const alertJson = ({ id, requestId, orderNumber, ...alert }: WorkflowAlert) => ({
  ...alert,
  id: formatId('alert', id),
  request: requestId === null ? null : formatId('request', requestId),
  order: orderNumber,
});
