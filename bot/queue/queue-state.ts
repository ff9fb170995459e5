/** What a list of the queue shows: filters and page, short enough for the id of a block. */
import type { QueueQuery } from '#app/orders/list-queue.ts';
import { SERVICE_TYPES, type ServiceType } from '#core/catalogue/rows.ts';

export interface QueueState {
  readonly status: 'pending' | 'halted' | 'open';
  readonly assigned: 'all' | 'mine' | 'nobody';
  /** null: any */
  readonly supplier: string | null;
  readonly serviceType: ServiceType | null;
  readonly age: Age;
  readonly cursor: string | null;
}

/** `late`: past what the provider promises. */
export const AGES = ['any', 'late', '2', '5', '10', '20'] as const;
export type Age = (typeof AGES)[number];

export const WHOLE_QUEUE: QueueState = {
  status: 'pending',
  assigned: 'all',
  supplier: null,
  serviceType: null,
  age: 'any',
  cursor: null,
};

/** A block id has at most 255 characters, and each row of a list has one with all of this in it. */
const LONGEST = 120;

export function writeState(state: QueueState): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(state))
    if (value !== null && value !== WHOLE_QUEUE[name as keyof QueueState]) parts.set(name, value);
  const text = parts.toString();
  // A supplier's name may be long; rather all suppliers than a list that cannot be shown.
  return text.length <= LONGEST ? text : writeState({ ...state, supplier: null, cursor: null });
}

export function readState(text: string): QueueState {
  const given = new URLSearchParams(text);
  const one = <T extends string>(name: string, choices: readonly T[], usual: T): T =>
    choices.find((choice) => choice === given.get(name)) ?? usual;
  return {
    status: one('status', ['pending', 'halted', 'open'] as const, 'pending'),
    assigned: one('assigned', ['all', 'mine', 'nobody'] as const, 'all'),
    supplier: given.get('supplier'),
    serviceType: SERVICE_TYPES.find((type) => type === given.get('serviceType')) ?? null,
    age: one('age', AGES, 'any'),
    cursor: given.get('cursor'),
  };
}

export const queryOf = ({ status, assigned, supplier, serviceType, age }: QueueState): QueueQuery => ({
  status,
  ...(assigned === 'all' ? {} : { assigned }),
  ...(supplier === null ? {} : { supplier }),
  ...(serviceType === null ? {} : { serviceType }),
  ...(age === 'any' ? {} : age === 'late' ? { late: true } : { olderThanDays: Number(age) }),
});

const whole = ({ status }: QueueState): QueueState['status'] => (status === 'halted' ? status : 'open');

/** Words of the command, `/cardline queue mine late`, as filters; whatever is no filter is answered as not understood. */
export function stateFromWords(words: readonly string[]): {
  readonly state: QueueState;
  readonly strange: string[];
} {
  const strange: string[] = [];
  let state = WHOLE_QUEUE;
  for (const word of words) {
    const lower = word.toLowerCase();
    const serviceType = SERVICE_TYPES.find((type) => type.toLowerCase() === lower);
    // Whose it is counts halted ones too: the list that is asked for by it has them as well.
    if (lower === 'mine') state = { ...state, assigned: 'mine', status: whole(state) };
    else if (lower === 'unassigned') state = { ...state, assigned: 'nobody', status: whole(state) };
    else if (lower === 'late') state = { ...state, age: 'late' };
    else if (lower === 'halted' || lower === 'pending') state = { ...state, status: lower };
    else if (lower === 'all') state = { ...state, status: 'open' };
    else if (serviceType) state = { ...state, serviceType };
    else strange.push(word);
  }
  return { state, strange };
}
