/** Nothing of the carrier workflow may scan a table: requests, files and alerts grow with every provider's history. */
import type { InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import type { By } from '#core/orders/order.ts';
import { collectServices } from '#core/workflow/collect.ts';
import { beginWorkflow } from '#core/workflow/stage.ts';
import { findByRequestsStatement } from '#db/stores/order-store.ts';
import { alertPageStatement, watchStatement } from '#db/stores/workflow-alert-store.ts';
import { batchPageStatement, candidatesStatement, stateStatement } from '#db/stores/workflow-batch-store.ts';
import { waitingStatement } from '#db/stores/workflow-collect-store.ts';
import { workflowStatements } from '#db/stores/workflow-statements.ts';
import { anOrder, anOrderService, WHOLESALER } from '#test/support/builders.ts';
import { SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { scansOf } from '#test/support/query-plans.ts';

const at = SOME_MORNING as never;
const carrier = { id: 1, providerId: 1, code: 'opti-carrier' };
const by: By = {
  company: WHOLESALER,
  actorId: 'schedule',
  name: 'schedule',
  at,
  timeZone: 'Australia/Sydney',
};

/** What a change that moves a workflow writes. */
function moved(): [sql: string, args: InArgs][] {
  const order = anOrder({ services: [anOrderService({ request: { workflow: beginWorkflow(at) } })] });
  return workflowStatements([collectServices(order, by, order.services, 1)]).flatMap((statement) =>
    'sql' in statement ? [[statement.sql, statement.args] as [string, InArgs]] : [],
  );
}

const LISTED: Readonly<Record<string, readonly [sql: string, args: InArgs]>> = {
  'what waits for a carrier': waitingStatement(1, 'opti-carrier', 5000),
  'orders by their requests': findByRequestsStatement(1, [1, 2, 3]),
  'what answers may mean': candidatesStatement(1, { requestIds: [1, 2], orderNumbers: ['BG-O-1'] }),
  'a carrier’s files so far': stateStatement(carrier, { name: 'opti-7.csv', sequence: 7 }),
  'batch files, first page': batchPageStatement(1, null, { before: null, limit: 51 }),
  'batch files, next page': batchPageStatement(1, null, { before: 7, limit: 51 }),
  'a batch file by name': batchPageStatement(1, 'opti-7.csv', { before: null, limit: 51 }),
  'what may be stuck': watchStatement(1, SOME_MORNING),
  'open alerts': alertPageStatement(1, { status: 'open' }, { before: null, limit: 51 }),
  'alerts that are over': alertPageStatement(1, { status: 'resolved' }, { before: 7, limit: 51 }),
  'alerts of a carrier': alertPageStatement(
    1,
    { status: 'all', carrier: 'x', kind: 'gap' },
    { before: 7, limit: 51 },
  ),
  ...Object.fromEntries(
    moved().map((statement, index) => [`a moved workflow, statement ${index + 1}`, statement]),
  ),
};

it.each(Object.entries(LISTED))('looks %s up by an index', async (_, statement) => {
  expect(await scansOf(await aDatabase(), statement)).toEqual([]);
});

it('sees a scan when there is one', async () => {
  const scan = ['select * from workflow_alert al where al.text = ?', ['x']] as const;
  expect(await scansOf(await aDatabase(), [scan[0], [...scan[1]]])).toEqual(['SCAN al']);
});
