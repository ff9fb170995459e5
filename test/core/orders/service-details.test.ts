import { describe, expect, it } from 'vitest';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import {
  checkServiceDetails,
  identifierOf,
  mergeDetails,
  serviceFieldsOf,
} from '#core/orders/service-details.ts';

const faults = (...[type, details]: [Parameters<typeof checkServiceDetails>[0], Record<string, string>]) => {
  const checked = checkServiceDetails(type, details, 'details');
  return checked.ok ? [] : checked.faults.map(({ code, path }) => `${code} ${path}`);
};

describe('what a service type asks for', () => {
  it.each(SERVICE_TYPES)(
    'has a label and a sentence of help for each field of %s, and no key twice',
    (type) => {
      const fields = serviceFieldsOf(type);
      expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length);
      for (const { label, help } of fields) expect([label, help].every((text) => text.length > 2)).toBe(true);
    },
  );

  it.each(SERVICE_TYPES)('has patterns for %s that a browser takes as well', (type) => {
    for (const { pattern } of serviceFieldsOf(type))
      if (pattern !== undefined) expect(() => new RegExp(`^(?:${pattern})$`, 'v')).not.toThrow();
  });
});

describe('checking details', () => {
  it('wants a number for telephony, or the words "new number"', () => {
    expect(faults('Telephony', {})).toEqual(['detail_required details.number']);
    expect(faults('Telephony', { number: 'new number' })).toEqual([]);
    expect(faults('Telephony', { number: '+61 (3) 5550-2001' })).toEqual([]);
    expect(faults('Telephony', { number: 'the old one' })).toEqual(['invalid_detail details.number']);
  });

  it('takes a number range in the place of a number, as trunks have it', () => {
    expect(faults('Telephony', { numberRange: '+61355509500-+61355509599', channels: '30' })).toEqual([]);
    expect(faults('Telephony', { numberRange: 'all of them' })).toEqual([
      'invalid_detail details.numberRange',
    ]);
  });

  it('wants an address for data, unless it comes on a SIM', () => {
    expect(faults('Data', {})).toEqual(['detail_required details.address']);
    expect(faults('Data', { sim: '8961099000000900006' })).toEqual([]);
  });

  it('wants a domain for hosting and for domains', () => {
    expect(faults('Hosting', {})).toEqual(['detail_required details.hostName']);
    expect(faults('Domain', { domainName: 'school' })).toEqual(['invalid_detail details.domainName']);
    expect(faults('Domain', { domainName: 'barwon-school.example' })).toEqual([]);
  });

  it('reports every fault at once, unknown fields among them', () => {
    expect(faults('Telephony', { nummer: '1', sim: '12', channels: '0' })).toEqual([
      'unknown_detail details.nummer',
      'detail_required details.number',
      'invalid_detail details.sim',
      'invalid_detail details.channels',
    ]);
  });

  it('bounds the length of every field', () => {
    expect(faults('Other', { description: 'x'.repeat(1001) })).toEqual([
      'detail_too_long details.description',
    ]);
  });

  it('takes surrounding blanks away and leaves empty fields out', () => {
    const checked = checkServiceDetails('Data', { address: '  1 High Street ', ntd: '   ' }, 'details');
    expect(checked).toEqual({ ok: true, value: { address: '1 High Street' } });
  });
});

describe('changing details', () => {
  it('lays changes over what is there; null takes a field away', () => {
    expect(mergeDetails({ address: 'old', ntd: 'NTD1' }, { address: 'new', ntd: null })).toEqual({
      address: 'new',
    });
  });
});

describe('what usage calls a service', () => {
  it.each([
    ['Telephony', { number: '+61 (3) 5550-2001' }, '+61355502001'],
    ['Telephony', { number: 'new number' }, null],
    ['Telephony', { number: 'new number', sim: '8961099000000900006' }, '8961099000000900006'],
    ['Telephony', { numberRange: '+61355509500-+61355509599' }, '+61355509500'],
    ['Data', { address: '1 High Street' }, null],
    ['Data', { address: '1 High Street', serviceId: 'AVC000900000001' }, 'AVC000900000001'],
    ['Data', { address: '1 High Street', number: '+61 3 5550 8901' }, '+61355508901'],
    ['Hosting', { hostName: 'school.example' }, 'school.example'],
    ['Domain', { domainName: 'school.example' }, 'school.example'],
    ['Other', { description: 'router' }, null],
  ] as const)('%s %j: %s', (type, details, identifier) => {
    expect(identifierOf(type, details)).toBe(identifier);
  });
});
