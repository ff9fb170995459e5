/**
 * WF-1: the file that tells a carrier which services to provision. The same services give the same bytes. Its form is
 * described in docs/activity-files.md.
 */
import type { Instant, PlainDate } from '../calendar.ts';
import { formatId, parseId } from '../ids.ts';
import type { ServiceDetails } from '../orders/service-details.ts';
import { invariant } from '../result.ts';
import { readLine, writeLine } from './csv-line.ts';

export const FILE_VERSION = '1';

/** One service that is asked for. */
export interface ActivityRow {
  readonly requestId: number;
  readonly orderNumber: string;
  /** From 1; more than 1 says that it was asked for before, and halted. */
  readonly round: number;
  readonly servicePlan: string;
  readonly serviceType: string;
  /** null: as soon as possible */
  readonly requestedOn: PlainDate | null;
  readonly details: ServiceDetails;
}

export interface ActivityFile {
  readonly carrier: string;
  readonly provider: string;
  /** From 1, without gaps for each carrier. */
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly rows: readonly ActivityRow[];
}

/** The file as text: a header, a record for each service in the order of their requests, a trailer with their number. */
export const writeActivityFile = ({ carrier, provider, sequence, createdAt, rows }: ActivityFile): string =>
  `${[
    ['H', FILE_VERSION, 'activity', carrier, provider, String(sequence), createdAt],
    ...[...rows].sort((a, b) => a.requestId - b.requestId).map(recordOf),
    ['T', String(sequence), String(rows.length)],
  ]
    .map(writeLine)
    .join('\r\n')}\r\n`;

/** Details stand at the end, a cell each: which there are depends on the type of the service. */
const recordOf = (row: ActivityRow): string[] => [
  'R',
  formatId('request', row.requestId),
  row.orderNumber,
  String(row.round),
  row.servicePlan,
  row.serviceType,
  row.requestedOn ?? '',
  ...Object.keys(row.details)
    .sort()
    .map((key) => `${key}=${row.details[key]}`),
];

/** The records of a file that was written here. */
export const readActivityRows = (content: string): ActivityRow[] =>
  content
    .split('\r\n')
    .filter((line) => line.startsWith('R,'))
    .map((line) => {
      const [
        ,
        request = '',
        orderNumber = '',
        round,
        servicePlan = '',
        serviceType = '',
        wanted,
        ...details
      ] = readLine(line) ?? [];
      const id = parseId('request', request);
      invariant(id.ok, 'a record of an activity file names its request');
      return {
        requestId: id.value,
        orderNumber,
        round: Number(round),
        servicePlan,
        serviceType,
        requestedOn: (wanted || null) as PlainDate | null,
        details: Object.fromEntries(
          details.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
        ),
      };
    });

/** `bluegum-opti-carrier-12.csv` */
export const activityFileName = ({
  provider,
  carrier,
  sequence,
}: Pick<ActivityFile, 'provider' | 'carrier' | 'sequence'>): string =>
  `${[provider, carrier].join('-').replace(/[^A-Za-z0-9._-]+/g, '_')}-${sequence}.csv`;
