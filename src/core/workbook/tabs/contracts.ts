import { code, fee, reference, text, whole } from '../column.ts';
import { defineTab } from '../tab.ts';

export const contracts = defineTab<'contracts'>({
  kind: 'contracts',
  title: 'Contracts',
  about: 'Which package plans a contract type may be made for: a row for each.',
  item: null,
  key: ['contractType', 'packagePlan'],
  columns: {
    contractType: code('Contract Type', "The type's own code; pool and term are the same in all its rows."),
    pool: text('Pool', 80, 'Packages of one pool may follow each other without breaking the contract.'),
    termMonths: whole('Term (months)', { least: 1, most: 120 }, 'How long it binds.'),
    breakOutFee: fee('Break-out Fee', 'Charged when the contract is broken.'),
    packagePlan: reference('Package Plan', 'packagePlans', 'A package that it may be made for.'),
  },
});
