/** A carrier that a provider exchanges files with (WF-1): what may be set of it. */
import { readText } from '../plain-text.ts';
import { isPublicName } from '../public-address.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { LONGEST_CODE } from '../workbook/column.ts';

export interface CarrierSettings {
  /** As service plans name it: their Supplier. */
  readonly code: string;
  readonly name: string;
  /** Where activity files are sent to; null: the carrier fetches them, or somebody does for it. */
  readonly deliveryUrl: string | null;
  /** WF-3: working days without an answer, after which the provisioning team is warned and then alerted. */
  readonly warnAfterDays: number;
  readonly alertAfterDays: number;
  /** Batch files below this number are not missed; null: below the first that came. */
  readonly batchesFrom: number | null;
}

export interface CarrierInput {
  readonly code: string;
  readonly name: string;
  readonly deliveryUrl?: string | null | undefined;
  readonly warnAfterDays?: number | undefined;
  readonly alertAfterDays?: number | undefined;
  readonly batchesFrom?: number | null | undefined;
}

/** WF-3 */
const USUAL_DAYS = { warnAfterDays: 5, alertAfterDays: 10 };
const MOST_DAYS = 250;
const LONGEST_NAME = 100;
const LONGEST_URL = 2000;
export const LAST_SEQUENCE = 999_999_999;

/** Reads what is given of a carrier; all faults at once. */
export function checkCarrier(input: CarrierInput): Result<CarrierSettings> {
  const name = readText(input.name, {
    path: 'name',
    what: 'A name',
    most: LONGEST_NAME,
    code: 'invalid_name',
  });
  const settings = {
    code: input.code.trim(),
    name: name.ok ? name.value : '',
    deliveryUrl: input.deliveryUrl?.trim() || null,
    warnAfterDays: input.warnAfterDays ?? USUAL_DAYS.warnAfterDays,
    alertAfterDays: input.alertAfterDays ?? USUAL_DAYS.alertAfterDays,
    batchesFrom: input.batchesFrom ?? null,
  };
  const faults = [
    ...faultsOfCode(settings),
    ...(name.ok ? [] : name.faults),
    ...faultsOfDays(settings),
    ...(settings.deliveryUrl === null ? [] : faultsOfUrl(settings.deliveryUrl)),
    ...(settings.batchesFrom === null || isWithin(settings.batchesFrom, 1, LAST_SEQUENCE)
      ? []
      : [
          fault(
            'invalid_batches_from',
            `The first batch file has a whole number from 1 to ${LAST_SEQUENCE}; leave it empty to count from the first that came.`,
            'batchesFrom',
          ),
        ]),
  ];
  return faults.length > 0 ? no(...faults) : ok(settings);
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const faultsOfCode = ({ code }: CarrierSettings): Fault[] =>
  !/^[\p{L}\p{N}][^\p{C}]*$/u.test(code) || code.length > LONGEST_CODE || code.includes('  ')
    ? [
        fault(
          'invalid_code',
          `A carrier's code is what service plans have as their Supplier: 1 to ${LONGEST_CODE} characters that begin with a letter or digit, such as opti-carrier.`,
          'code',
        ),
      ]
    : [];

function faultsOfDays({ warnAfterDays, alertAfterDays }: CarrierSettings): Fault[] {
  const faults: Fault[] = [];
  for (const [path, days] of Object.entries({ warnAfterDays, alertAfterDays }))
    if (!isWithin(days, 1, MOST_DAYS))
      faults.push(fault('invalid_days', `Working days are a whole number from 1 to ${MOST_DAYS}.`, path));
  if (faults.length === 0 && warnAfterDays > alertAfterDays)
    faults.push(
      fault(
        'warning_after_alert',
        `A warning comes before the alert: give at most ${alertAfterDays} days.`,
        'warnAfterDays',
      ),
    );
  return faults;
}

/** Only a host with a name on the open net: files must not be sent into this installation's own network. */
function faultsOfUrl(text: string): Fault[] {
  const url = URL.canParse(text) && text.length <= LONGEST_URL ? new URL(text) : null;
  const isFit =
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.hash === '' &&
    isPublicName(url.hostname);
  return isFit
    ? []
    : [
        fault(
          'invalid_delivery_address',
          'A delivery address is a public https address without a password, such as https://files.carrier.example/activity.',
          'deliveryUrl',
        ),
      ];
}
