import { reference, wholeOr } from '../column.ts';
import { defineTab } from '../tab.ts';

export const packageServices = defineTab<'packageServices'>({
  kind: 'packageServices',
  title: 'Package Services',
  about: 'Which service plans a package plan holds.',
  item: null,
  key: ['packagePlan', 'servicePlan'],
  columns: {
    packagePlan: reference('Package Plan', 'packagePlans', 'The package.'),
    servicePlan: reference('Service Plan', 'servicePlans', 'A service in it, of the same side.'),
    quantity: wholeOr('Quantity', { least: 1, most: 999 }, 1, 'How many of the service the package holds.'),
  },
});
