/** Under which code of an accounting package each kind of charge is booked. */
import { readText } from '../plain-text.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { CARDLINE_KINDS, type ChargeKind } from './terms.ts';

export const CHARGE_KINDS = CARDLINE_KINDS.filter((kind): kind is ChargeKind => kind !== 'credit');

export type LedgerCodes = Readonly<Record<ChargeKind, string>>;

/** Until a provider says otherwise, a kind is its own code. */
export const OWN_NAMES: LedgerCodes = Object.fromEntries(CHARGE_KINDS.map((kind) => [kind, kind])) as Record<
  ChargeKind,
  string
>;

const LONGEST = 40;

/** The codes that are given over those of before; every fault at once (`unknown_kind`, `invalid_ledger_code`). */
export function readLedgerCodes(
  given: Readonly<Record<string, string>> | null,
  path = 'ledgerCodes',
): Result<LedgerCodes> {
  const faults: Fault[] = [];
  const codes: Record<string, string> = { ...OWN_NAMES };
  for (const [kind, code] of Object.entries(given ?? {})) {
    const at = `${path}.${kind}`;
    if (!CHARGE_KINDS.some((known) => known === kind)) {
      faults.push(
        fault('unknown_kind', `"${kind}" is no kind of charge; there are ${CHARGE_KINDS.join(', ')}.`, at),
      );
      continue;
    }
    const read = readText(code, {
      path: at,
      what: 'A ledger code',
      most: LONGEST,
      code: 'invalid_ledger_code',
    });
    if (read.ok) codes[kind] = read.value;
    else faults.push(...read.faults);
  }
  return faults.length > 0 ? no(...faults) : ok(codes as LedgerCodes);
}
