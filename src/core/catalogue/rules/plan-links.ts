/**
 * Links between the buy and the sell side, and between plans and rate cards: they name the right sort of thing (CAT-1, CAT-3,
 * CAT-7). That a link is missing is no fault here: a plan may be published before it can be subscribed to (CAT-3).
 */
import { type Content, type ContentRule, type RowFault, rowFault } from '../content.ts';
import type { RateCard, ServicePlan, Side } from '../rows.ts';

interface Linked {
  readonly code: string;
  readonly side: Side;
  readonly buyPlan: string | null;
}

export const planLinks: ContentRule = (content) => [
  ...buyPlans('packagePlans', content.packagePlans),
  ...buyPlans('servicePlans', content.servicePlans),
  ...packageSides(content),
  ...cardsOfPlans(content),
];

function buyPlans(kind: 'packagePlans' | 'servicePlans', plans: readonly Linked[]): RowFault[] {
  const fault = rowFault(kind);
  const sideOf = new Map(plans.map(({ code, side }) => [code, side]));
  return plans.flatMap((plan, index) => {
    if (plan.buyPlan === null) return [];
    if (plan.side === 'buy')
      return [
        fault(
          index,
          'buyPlan',
          'buy_plan_on_buy_plan',
          `${plan.code} is a buy plan itself: leave Buy Plan empty.`,
        ),
      ];
    return sideOf.get(plan.buyPlan) === 'sell'
      ? [
          fault(
            index,
            'buyPlan',
            'not_a_buy_plan',
            `${plan.buyPlan} is a sell plan: name the buy plan that ${plan.code} is bought as.`,
          ),
        ]
      : [];
  });
}

function packageSides({ packagePlans, servicePlans, packageServices }: Content): RowFault[] {
  const sideOfPackage = new Map(packagePlans.map(({ code, side }) => [code, side]));
  const sideOfService = new Map(servicePlans.map(({ code, side }) => [code, side]));
  return packageServices.flatMap(({ packagePlan, servicePlan }, index) => {
    const [packageSide, serviceSide] = [sideOfPackage.get(packagePlan), sideOfService.get(servicePlan)];
    if (packageSide === undefined || serviceSide === undefined || packageSide === serviceSide) return [];
    return [
      rowFault('packageServices')(
        index,
        'servicePlan',
        'sides_differ',
        `${packagePlan} is a ${packageSide} plan and ${servicePlan} a ${serviceSide} plan: a package holds service plans of its own side.`,
      ),
    ];
  });
}

function cardsOfPlans({ servicePlans, rateCards }: Content): RowFault[] {
  const cards = new Map(rateCards.map((card) => [card.code, card]));
  return servicePlans.flatMap((plan, index) => {
    const card = plan.rateCard === null ? undefined : cards.get(plan.rateCard);
    return card ? rateCardFaults(plan, card, index) : [];
  });
}

function rateCardFaults(plan: ServicePlan, card: RateCard, index: number): RowFault[] {
  const fault = rowFault('servicePlans');
  if (card.serviceType !== plan.serviceType)
    return [
      fault(
        index,
        'rateCard',
        'rate_card_of_another_type',
        `Rate card ${card.code} prices ${card.serviceType}, and ${plan.code} is ${plan.serviceType}.`,
      ),
    ];
  return card.side === plan.side
    ? []
    : [
        fault(
          index,
          'rateCard',
          'rate_card_of_another_side',
          `Rate card ${card.code} is a ${card.side} card, and ${plan.code} a ${plan.side} plan.`,
        ),
      ];
}
