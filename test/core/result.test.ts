import { describe, expect, it } from 'vitest';
import { all, conflict, fault, forbidden, invariant, no, notFound, ok } from '#core/result.ts';

describe('results', () => {
  it('a refusal names all its faults, and at least one', () => {
    const [first, second] = [fault('late', 'Too late.'), fault('blank', 'Nothing is given.', 'reason')];
    expect(no(first, second)).toEqual({ ok: false, faults: [first, second] });
    expect(() => no()).toThrow('at least one fault');
  });

  it('a fault has a path only where it has a place', () => {
    expect(fault('late', 'Too late.')).toEqual({ code: 'late', message: 'Too late.' });
    expect(fault('late', 'Too late.', '')).toEqual({ code: 'late', message: 'Too late.', path: '' });
  });

  it('all values together, or all faults of all parts', () => {
    expect(all([ok(1), ok(2)])).toEqual({ ok: true, value: [1, 2] });
    expect(all([])).toEqual({ ok: true, value: [] });
    const refusals = [no(fault('a', 'A.'), fault('b', 'B.')), ok(1), no(fault('c', 'C.'))];
    expect(all(refusals)).toMatchObject({ ok: false, faults: [{ code: 'a' }, { code: 'b' }, { code: 'c' }] });
  });

  it('says what kind of refusal it is where the edge must know', () => {
    expect(notFound('no_order', 'There is none.')).toMatchObject({ faults: [{ kind: 'not_found' }] });
    expect(forbidden('no_power', 'Not yours.')).toMatchObject({ faults: [{ kind: 'forbidden' }] });
    expect(conflict('changed', 'Somebody was first.')).toMatchObject({ faults: [{ kind: 'conflict' }] });
  });

  it('a state that cannot be is thrown', () => {
    expect(() => invariant(false, 'the books balance')).toThrow('broken invariant: the books balance');
    expect(() => invariant(1, 'fine')).not.toThrow();
  });
});
