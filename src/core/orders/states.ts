/**
 * The life of an order, of each of its services, and of the provisioning requests: one table of legal moves (PROV-2, PROV-3),
 * read by the code and by its test. An order's own status is worked out from its services (PROV-6).
 */
export const STATUSES = ['pending', 'halted', 'active', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

export const isStatus = (text: string): text is Status => (STATUSES as readonly string[]).includes(text);

/** As people read them, the same everywhere. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  pending: 'Pending',
  halted: 'Provisioning Halted',
  active: 'Active',
  cancelled: 'Cancelled',
};

export type Lifecycle = 'order' | 'service' | 'request';

/**
 * From each status, the statuses that it may turn into. A service and its request move together. An order may go from halted
 * to active: when what was halted is cancelled and the rest is active already.
 */
export const MOVES: Readonly<Record<Lifecycle, Readonly<Record<Status, readonly Status[]>>>> = {
  order: {
    pending: ['halted', 'active', 'cancelled'],
    halted: ['pending', 'active', 'cancelled'],
    active: [],
    cancelled: [],
  },
  service: {
    pending: ['halted', 'active', 'cancelled'],
    halted: ['pending', 'cancelled'],
    active: [],
    cancelled: [],
  },
  request: {
    pending: ['halted', 'active', 'cancelled'],
    halted: ['pending', 'cancelled'],
    active: [],
    cancelled: [],
  },
};

export const canMove = (lifecycle: Lifecycle, from: Status, to: Status): boolean =>
  MOVES[lifecycle][from].includes(to);

/** PROV-6: halted as soon as one service is, active when all that are left are, cancelled when none is left. */
export function orderStatusOf(services: readonly Status[]): Status {
  const left = services.filter((status) => status !== 'cancelled');
  if (left.length === 0) return 'cancelled';
  if (left.includes('halted')) return 'halted';
  return left.every((status) => status === 'active') ? 'active' : 'pending';
}
