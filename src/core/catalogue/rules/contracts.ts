/** CON-1, CAT-1: a contract type is one thing in all its rows, and a plan's default is a type of a pool that the plan is in. */

import { counted } from '../../words.ts';
import { type ContentRule, type Kind, rowFault } from '../content.ts';
import type { Contract } from '../rows.ts';

export const contractTypes =
  (incomplete: ReadonlySet<Kind>): ContentRule =>
  ({ contracts, packagePlans }) => {
    const firstOf = new Map<string, Contract>();
    const inPool = new Set<string>();
    const inconsistent = contracts.flatMap((row, index) => {
      inPool.add(pair(row.contractType, row.packagePlan));
      const first = firstOf.get(row.contractType);
      if (!first) firstOf.set(row.contractType, row);
      return first ? differences(first, row, index) : [];
    });
    const outside = packagePlans.flatMap(({ code, defaultContractType }, index) => {
      // A type that no row names at all is an unknown reference already.
      if (defaultContractType === null || !firstOf.has(defaultContractType) || incomplete.has('contracts'))
        return [];
      return inPool.has(pair(defaultContractType, code))
        ? []
        : [
            rowFault('packagePlans')(
              index,
              'defaultContractType',
              'plan_outside_contract_pool',
              `Contract type ${defaultContractType} is not made for ${code}: add the plan to it in Contracts, or choose None.`,
            ),
          ];
    });
    return [...inconsistent, ...outside];
  };

const pair = (contractType: string, packagePlan: string): string => `${contractType}\n${packagePlan}`;

const differences = (first: Contract, row: Contract, index: number) => [
  ...(first.pool === row.pool
    ? []
    : [
        rowFault('contracts')(
          index,
          'pool',
          'contract_type_differs',
          `${row.contractType} is in pool "${first.pool}" in its first row and in "${row.pool}" here: a contract type has one pool.`,
        ),
      ]),
  ...(first.termMonths === row.termMonths
    ? []
    : [
        rowFault('contracts')(
          index,
          'termMonths',
          'contract_type_differs',
          `${row.contractType} binds ${counted(first.termMonths, 'month')} in its first row and ${row.termMonths} here: a contract type has one term.`,
        ),
      ]),
];
