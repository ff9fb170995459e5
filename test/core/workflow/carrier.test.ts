import { describe, expect, it } from 'vitest';
import { type CarrierInput, checkCarrier } from '#core/workflow/carrier.ts';

const faultsOf = (input: Partial<CarrierInput>): string[] => {
  const result = checkCarrier({ code: 'opti-carrier', name: 'Opti Carrier', ...input });
  return result.ok ? [] : result.faults.map(({ code, path }) => `${code} ${path}`);
};

describe('a carrier’s settings', () => {
  it('are 5 working days to warn and 10 to alert where nothing is said (WF-3)', () => {
    expect(checkCarrier({ code: ' opti ', name: ' Opti ' })).toEqual({
      ok: true,
      value: {
        code: 'opti',
        name: 'Opti',
        deliveryUrl: null,
        warnAfterDays: 5,
        alertAfterDays: 10,
        batchesFrom: null,
      },
    });
  });

  it('tell every fault at once', () => {
    expect(
      faultsOf({
        code: '=x',
        name: '',
        warnAfterDays: 0,
        alertAfterDays: 1.5,
        batchesFrom: 0,
        deliveryUrl: 'x',
      }),
    ).toEqual([
      'invalid_code code',
      'invalid_name name',
      'invalid_days warnAfterDays',
      'invalid_days alertAfterDays',
      'invalid_delivery_address deliveryUrl',
      'invalid_batches_from batchesFrom',
    ]);
    expect(faultsOf({ warnAfterDays: 11 })).toEqual(['warning_after_alert warnAfterDays']);
  });

  it.each(['https://files.carrier.example/in?box=7', 'https://carrier.example:8443/'])(
    'send files to %s',
    (url) => {
      expect(faultsOf({ deliveryUrl: url })).toEqual([]);
    },
  );

  it.each([
    'http://files.carrier.example/',
    'https://user:word@files.carrier.example/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'ftp://files.carrier.example/',
    'https://files.carrier.example/#x',
    `https://files.carrier.example/${'x'.repeat(2000)}`,
  ])('send nothing to %s: it is no public https address', (url) => {
    expect(faultsOf({ deliveryUrl: url })).toEqual(['invalid_delivery_address deliveryUrl']);
  });
});
