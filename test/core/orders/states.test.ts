import { describe, expect, it } from 'vitest';
import {
  canMove,
  type Lifecycle,
  MOVES,
  orderStatusOf,
  STATUS_WORDS,
  STATUSES,
  type Status,
} from '#core/orders/states.ts';

const moves = (lifecycle: Lifecycle): string[] =>
  STATUSES.flatMap((from) =>
    STATUSES.filter((to) => canMove(lifecycle, from, to)).map((to) => `${from} → ${to}`),
  );

describe('PROV-2, PROV-3: what may turn into what', () => {
  it('lets a request become active, be halted, return to its queue and be cancelled, and never come back from the end', () => {
    expect(moves('request')).toEqual([
      'pending → halted',
      'pending → active',
      'pending → cancelled',
      'halted → pending',
      'halted → cancelled',
    ]);
  });

  it('moves a service exactly as its request', () => {
    expect(MOVES.service).toEqual(MOVES.request);
  });

  it('lets an order that was halted be active once what was halted is cancelled', () => {
    expect(moves('order')).toEqual([
      ...moves('request').slice(0, 4),
      'halted → active',
      'halted → cancelled',
    ]);
  });

  it('calls a halted thing Provisioning Halted, as the customer reads it', () => {
    expect(STATUS_WORDS.halted).toBe('Provisioning Halted');
  });
});

describe('PROV-6: the status of an order follows its services', () => {
  it.each<[Status[], Status]>([
    [['pending'], 'pending'],
    [['active'], 'active'],
    [['active', 'pending'], 'pending'],
    [['active', 'active'], 'active'],
    [['active', 'halted'], 'halted'],
    [['pending', 'halted'], 'halted'],
    [['active', 'cancelled'], 'active'],
    [['active', 'cancelled', 'active'], 'active'],
    [['active', 'cancelled', 'pending'], 'pending'],
    [['halted', 'cancelled'], 'halted'],
    [['cancelled', 'cancelled'], 'cancelled'],
  ])('%j makes it %s', (services, status) => {
    expect(orderStatusOf(services)).toBe(status);
  });
});
