import { expect, it } from 'vitest';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { fieldLabel } from '#core/orders/field-labels.ts';
import { serviceFieldsOf } from '#core/orders/service-details.ts';

it('calls a field by its label, which is the same for every service type', () => {
  for (const type of SERVICE_TYPES)
    for (const { key, label } of serviceFieldsOf(type)) expect(fieldLabel(key)).toBe(label);
  expect(fieldLabel('locationId')).toBe('Location ID');
  expect(fieldLabel('assignee')).toBe('Assigned to');
});

it('leaves what it does not know as it is', () => {
  expect(fieldLabel('colour')).toBe('colour');
});
