import { expect, it } from 'vitest';
import { checkSettings, type SettingsInput } from '#core/people/settings.ts';

const codesOf = (input: SettingsInput) => {
  const checked = checkSettings(input);
  return checked.ok ? [] : checked.faults.map(({ code }) => code);
};

it('reads only what is given', () => {
  expect(checkSettings({})).toEqual({ ok: true, value: {} });
  expect(checkSettings({ maxLineAmount: '12.5', defaultTaxRate: '0.1' })).toEqual({
    ok: true,
    value: { maxLineAmount: 1250, defaultTaxRate: 100_000 },
  });
});

it('knows time zones by their IANA names', () => {
  for (const timeZone of ['Australia/Melbourne', 'Pacific/Chatham', 'UTC'])
    expect(codesOf({ timeZone })).toEqual([]);
  for (const timeZone of ['', 'Melbourne', 'Mars/Olympus', '+10:00', '-03:30'])
    expect(codesOf({ timeZone })).toEqual(['invalid_time_zone']);
});

it('BILL-7: knows the roundings that billing has, half up and up, and no other', () => {
  for (const rounding of ['half_up', 'up']) expect(codesOf({ rounding })).toEqual([]);
  for (const rounding of ['down', 'half_even', 'UP', ''])
    expect(codesOf({ rounding })).toEqual(['invalid_rounding']);
});

it('holds numbers within their bounds, the bounds themselves included', () => {
  const cases: [SettingsInput, string[]][] = [
    [{ invoiceDelayDays: 0 }, []],
    [{ invoiceDelayDays: 28 }, []],
    [{ invoiceDelayDays: -1 }, ['invalid_invoice_delay_days']],
    [{ invoiceDelayDays: 1.5 }, ['invalid_invoice_delay_days']],
    [{ maxLinesPerAccount: 100_000 }, []],
    [{ maxLinesPerAccount: 100_001 }, ['invalid_max_lines_per_account']],
    [{ maxLineAmount: '1000000000.00' }, []],
    [{ maxLineAmount: '1000000000.01' }, ['fee_too_large']],
    [{ maxLineAmount: '-1' }, ['negative_fee']],
    [{ invoicePrefix: '' }, []],
    [{ invoicePrefix: 'ABCDEFGHIJK' }, ['invalid_invoice_prefix']],
    [{ businessNumber: '' }, ['invalid_business_number']],
    [{ businessNumber: null }, []],
    [{ approvalRiseAbove: null, approvalRowsAbove: null }, []],
    [{ approvalRiseAbove: 0, approvalRowsAbove: 0 }, []],
    [
      { approvalRiseAbove: 1001, approvalRowsAbove: -1 },
      ['invalid_approval_rise_above', 'invalid_approval_rows_above'],
    ],
    [{ approvalRiseAbove: 2.5 }, ['invalid_approval_rise_above']],
  ];
  for (const [input, codes] of cases) expect(codesOf(input), JSON.stringify(input)).toEqual(codes);
});

it('WF-3: sorts holidays and has each once', () => {
  expect(checkSettings({ holidays: ['2026-12-26', '2026-12-25', '2026-12-26'] })).toEqual({
    ok: true,
    value: { holidays: ['2026-12-25', '2026-12-26'] },
  });
});

it('refuses words that are not of the list', () => {
  expect(
    codesOf({ rounding: 'HALF_UP', periodApproval: 'none', features: ['signup_portal', 'x'] }).sort(),
  ).toEqual(['invalid_period_approval', 'invalid_rounding', 'unknown_feature']);
});
