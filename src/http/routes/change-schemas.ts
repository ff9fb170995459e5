/** Change sets and versions as JSON. */
import { z } from '@hono/zod-openapi';
import { type ChangePreview, type FoundFault, MOST_PREVIEWED } from '#app/catalogue/preview-changes.ts';
import { CHANGE_STATUSES, type ChangeSet, type ChangeSetHead, type Version } from '#app/ports/catalogue.ts';
import { formatId } from '#core/ids.ts';
import { NEED_CODES } from '#core/workbook/approval-needs.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { listChanges, type PlanCounts } from '#core/workbook/publish-plan.ts';
import { remedyOf } from '#core/workbook/sheet-codes.ts';
import { dateText, idText, instantText } from '../schemas.ts';
import { impactJson, impactSchema, perCentSchema } from './impact-schemas.ts';

export const sheetFaultSchema = z
  .object({
    tab: z.string().openapi({ example: 'Rates' }),
    row: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Row of the sheet, headings being row 1.', example: 7 }),
    key: z.string().nullable().openapi({
      description: 'What tells the row apart, as far as it can be read.',
      example: 'RETAIL-VOICE · 0061 · any · 0 · 2026-07-01',
    }),
    column: z.string().nullable().openapi({ example: 'Price' }),
    cell: z.string().nullable().openapi({ example: 'F7' }),
    code: z.string().openapi({ example: 'too_many_decimals' }),
    message: z.string(),
    remedy: z
      .string()
      .openapi({ description: 'What puts a fault of this code right.', example: 'Round it.' }),
  })
  .openapi('SheetFault');

export const sheetFaultJson = (found: SheetFault) => ({ ...found, remedy: remedyOf(found.code) });

export const rowChangeSchema = z
  .object({
    tab: z.string().openapi({ example: 'Rates' }),
    key: z.string().openapi({
      description: 'What tells the row apart.',
      example: 'RETAIL-VOICE · 0061 · any · 0 · 2026-07-01',
    }),
    change: z.enum(['added', 'changed', 'removed']),
    fields: z.array(
      z.object({
        column: z.string().openapi({ example: 'Price' }),
        from: z.string().nullable().openapi({ description: 'null: empty.', example: '0.04' }),
        to: z.string().nullable().openapi({ description: 'null: empty.', example: '0.05' }),
        difference: z
          .string()
          .nullable()
          .openapi({ description: 'Of two numbers, with its sign; otherwise null.', example: '+0.01' }),
        perCent: perCentSchema,
      }),
    ),
    activeSubscriptions: z.number().int().nullable().openapi({
      description:
        'Active subscriptions that the row touches, directly or through services and cards; null where that is not counted.',
    }),
  })
  .openapi('RowChange');

export const countsSchema = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
});
export const countsJson = ({ added, changed, removed }: PlanCounts) => ({ added, changed, removed });

const head = {
  id: idText('change'),
  status: z.enum(CHANGE_STATUSES),
  source: z
    .string()
    .openapi({ description: '`workbook`, names of files, or `version 3`.', example: 'workbook' }),
  sourceRevision: z.string().nullable(),
  baseVersion: z.number().int().openapi({ description: 'The version that it was compared with.' }),
  contentHash: z.string().openapi({ description: 'Of all that was read: what an approval is bound to.' }),
  editedBy: z
    .array(z.string())
    .openapi({ description: 'Who changed its rows in the sheet, where that is known.' }),
  submittedBy: z.string(),
  createdAt: instantText,
  decidedBy: z.string().nullable(),
  decidedAt: instantText.nullable(),
  reason: z.string().nullable().openapi({ description: 'Why it was rejected, or what made it stale.' }),
  publishOn: dateText.nullable().openapi({ description: 'The day for which it is scheduled; null: none.' }),
  publishedVersion: z.number().int().nullable(),
  restores: z
    .number()
    .int()
    .nullable()
    .openapi({ description: 'The version that it brings back; null: none.' }),
};

/** How many rows a change set shows with itself; all of them are listed page by page. */
const MOST_SHOWN = 100;

export const changeSetHeadSchema = z.object({ ...head, diff: countsSchema }).openapi('ChangeSetHead');

export const changeSetSchema = z
  .object({
    ...head,
    faults: z.array(sheetFaultSchema),
    notes: z.array(sheetFaultSchema).openapi({ description: 'Legal, but worth knowing before deciding.' }),
    diff: countsSchema.extend({
      rows: z.array(rowChangeSchema).openapi({ description: `The first ${MOST_SHOWN}; all: …/rows.` }),
    }),
    impact: impactSchema,
    needs: z
      .array(
        z.object({
          code: z.enum(NEED_CODES),
          asks: z.enum(['second_person', 'confirmation']).openapi({
            description:
              'second_person: of somebody other than who submitted it. confirmation: of whoever approves, by `confirmRemovals`.',
          }),
          message: z.string(),
        }),
      )
      .openapi({ description: 'What approving it takes beside the power to; once approved, what it took.' }),
    moved: z
      .object({ count: z.number().int(), rows: z.array(rowChangeSchema) })
      .nullable()
      .openapi({
        description:
          'Of a stale one: how many rows moved since it was looked at, and the first ten with their values.',
      }),
  })
  .openapi('ChangeSet');

export const changeSetHeadJson = (change: ChangeSetHead) => ({
  id: formatId('change', change.id),
  status: change.status,
  source: change.source,
  sourceRevision: change.sourceRevision,
  baseVersion: change.baseVersion,
  contentHash: change.contentHash,
  editedBy: change.editedBy,
  submittedBy: change.submittedBy,
  createdAt: change.createdAt,
  decidedBy: change.decidedBy,
  decidedAt: change.decidedAt,
  reason: change.reason,
  publishOn: change.publishOn,
  publishedVersion: change.publishedVersion,
  restores: change.restores,
  diff: countsJson(change),
});

export const changeSetJson = (change: ChangeSet) => ({
  ...changeSetHeadJson(change),
  faults: change.faults.map(sheetFaultJson),
  notes: change.notes.map(sheetFaultJson),
  diff: {
    ...countsJson(change),
    rows: listChanges(change.plan, 0, MOST_SHOWN, { reach: change.impact.reach }),
  },
  impact: impactJson(change.impact),
  needs: change.needs,
  moved: change.moved,
});

const foundFault = sheetFaultSchema.extend({
  rowId: z
    .number()
    .int()
    .nullable()
    .openapi({ description: 'The row of the built-in workbook; null: a file, or the tab as a whole.' }),
});

const foundFaultJson = (found: FoundFault) => ({ ...sheetFaultJson(found), rowId: found.rowId });

export const changePreviewSchema = z
  .object({
    status: z
      .enum(['faulty', 'unchanged', 'pending'])
      .openapi({ description: 'What a change set of it would be.' }),
    baseVersion: head.baseVersion,
    faults: z.array(foundFault),
    notes: z.array(foundFault),
    diff: countsSchema.extend({
      rows: z
        .array(rowChangeSchema)
        .openapi({ description: `The first ${MOST_PREVIEWED}; the counts say how many there are.` }),
    }),
    impact: impactSchema,
  })
  .openapi('ChangePreview');

export const changePreviewJson = ({ rows, ...preview }: ChangePreview) => ({
  status: preview.status,
  baseVersion: preview.baseVersion,
  faults: preview.faults.map(foundFaultJson),
  notes: preview.notes.map(foundFaultJson),
  diff: { ...countsJson(preview), rows },
  impact: impactJson(preview.impact),
});

export const versionSchema = z
  .object({
    number: z.number().int(),
    change: idText('change').nullable(),
    contentHash: z.string(),
    source: z.string().openapi({ example: 'workbook' }),
    sourceRevision: z.string().nullable(),
    editedBy: z.array(z.string()),
    submittedBy: z.string(),
    approvedBy: z.string(),
    publishedAt: instantText,
    diff: countsSchema,
    restoredFrom: z.number().int().nullable(),
  })
  .openapi('CatalogueVersion');

export const versionJson = (version: Version) => ({
  number: version.number,
  change: version.changeSetId === null ? null : formatId('change', version.changeSetId),
  contentHash: version.contentHash,
  source: version.source,
  sourceRevision: version.sourceRevision,
  editedBy: version.editedBy,
  submittedBy: version.submittedBy,
  approvedBy: version.approvedBy,
  publishedAt: version.publishedAt,
  diff: countsJson(version),
  restoredFrom: version.restoredFrom,
});
