/**
 * Lines by account during a run (BILL-14). A run counts for a million accounts, so it is a plain table of numbers: a third of a
 * Map's memory and time.
 */
import { invariant } from '#core/result.ts';

export interface LineCounts {
  /** Adds lines to an account's, or takes them off, and answers how many it has then. */
  add(accountId: number, lines: number): number;
  /** The same counts, to go on with separately. */
  copy(): LineCounts;
}

/** Room for so many accounts to begin with; a power of two, as it always is. */
const FIRST_SLOTS = 1_024;
/** Spreads keys that come one after the other over the table. */
const SPREAD = 2_654_435_761;

export const makeLineCounts = (
  counts: Iterable<readonly [accountId: number, lines: number]> = [],
): LineCounts => {
  const table = openTable(new Uint32Array(FIRST_SLOTS), new Int32Array(FIRST_SLOTS), 0);
  for (const [accountId, lines] of counts) table.add(accountId, lines);
  return table;
};

/** Accounts by open addressing; 0 is no account. */
function openTable(firstKeys: Uint32Array, firstValues: Int32Array, firstUsed: number): LineCounts {
  let keys = firstKeys;
  let values = firstValues;
  let used = firstUsed;

  const slotOf = (accountId: number): number => {
    const mask = keys.length - 1;
    let slot = (Math.imul(accountId, SPREAD) >>> 7) & mask;
    for (;;) {
      const key = keys[slot];
      if (key === accountId || key === 0) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = (): void => {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Uint32Array(oldKeys.length * 2);
    values = new Int32Array(oldKeys.length * 2);
    for (let slot = 0; slot < oldKeys.length; slot += 1) {
      const key = oldKeys[slot] ?? 0;
      if (key === 0) continue;
      const place = slotOf(key);
      keys[place] = key;
      values[place] = oldValues[slot] ?? 0;
    }
  };

  return {
    add(accountId, lines) {
      invariant(accountId > 0 && accountId < 2 ** 32, 'keys of accounts are numbers of 32 bits');
      let slot = slotOf(accountId);
      if (keys[slot] === 0) {
        used += 1;
        if (used * 4 > keys.length * 3) {
          grow();
          slot = slotOf(accountId);
        }
        keys[slot] = accountId;
      }
      const sum = (values[slot] ?? 0) + lines;
      values[slot] = sum;
      return sum;
    },
    copy: () => openTable(keys.slice(), values.slice(), used),
  };
}
