import { USUAL_ACCOUNT_TYPE } from '../../accounts/account.ts';
import { formatId } from '../../ids.ts';
import { type Column, text, textOrBlank, tick, wholeOr } from '../column.ts';
import { defineTab } from '../tab.ts';

export const accountReference: Column<string> = {
  heading: 'Reference',
  cell: { type: 'code', notId: 'account' },
  note: `The provider's own number for the account; nothing like ${formatId('account', 12)}, the form of Cardline's own.`,
};
const type: Column<string> = {
  heading: 'Type',
  cell: { type: 'text', longest: 40 },
  blank: USUAL_ACCOUNT_TYPE,
  note: 'Residential, Business, Wholesale …, as the provider sorts its customers.',
};
const email: Column<string | null> = {
  heading: 'Email',
  cell: { type: 'text', longest: 254, shape: 'email' },
  blank: null,
  note: 'Where invoices go.',
};

const phone: Column<string | null> = {
  heading: 'Phone',
  cell: { type: 'text', longest: 40, shape: 'phone' },
  blank: null,
  note: 'Text, so that a leading + or 0 stays.',
};

/** IMP-1 */
export const accounts = defineTab<'accounts'>({
  kind: 'accounts',
  title: 'Accounts',
  about:
    'Billing accounts. Rows are added and updated; an account whose row is missing stays as it is (IMP-1).',
  item: null,
  key: ['reference'],
  columns: {
    reference: accountReference,
    name: text('Name', 200, 'Who is billed.'),
    type,
    email,
    phone,
    address: textOrBlank('Address', 500, 'Postal address.'),
    invoiceDay: wholeOr(
      'Invoice Day',
      { least: 1, most: 31 },
      1,
      'Day of the month on which invoice periods start.',
    ),
    invoicePeriodMonths: wholeOr(
      'Invoice Period (months)',
      { least: 1, most: 36 },
      1,
      'Months of an invoice period.',
    ),
    alignPackages: tick('Align Packages', 'Whether its packages follow the invoice period.'),
  },
});
