/** Package and service plans as published (CAT-6), with prerequisites (CAT-3). */
import { z } from '@hono/zod-openapi';
import type { PackagePlanView } from '#app/catalogue/find-plans.ts';
import type { ItemHistory } from '#app/ports/catalogue.ts';
import type { Services } from '#app/services.ts';
import { PREREQUISITES } from '#core/catalogue/prerequisites.ts';
import { APPROVAL_STATUSES, SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { rowJson, rowSchema, versionQuery, wordOf } from './tab-schemas.ts';

const tag = 'Catalogue';
const planCode = (example: string) => z.object({ code: code.openapi({ example }) });

export const searchQuery = pageQuery.extend({
  ...versionQuery.shape,
  search: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'Words in code, name, external name or reference key.', example: 'nbn home' }),
  status: wordOf(APPROVAL_STATUSES).optional(),
});
const planQuery = searchQuery.extend({
  side: wordOf(['buy', 'sell']).optional(),
  serviceType: wordOf(SERVICE_TYPES).optional(),
});

const packagePlanSchema = rowSchema('packagePlans')
  .extend({
    services: z.array(z.object({ servicePlan: z.string(), quantity: z.number().int() })),
    prerequisites: z
      .array(z.object({ code: z.enum(PREREQUISITES), ok: z.boolean(), message: z.string() }))
      .openapi({
        description: 'What it needs before it can be subscribed to, every one, met or not (CAT-3).',
      }),
  })
  .openapi('PackagePlan');

const packagePlanJson = ({ plan, services, prerequisites }: PackagePlanView) => ({
  ...rowJson('packagePlans', plan),
  services: services.map(({ servicePlan, quantity }) => ({ servicePlan, quantity })),
  prerequisites,
});

const historySchema = z.object({
  version: z.number().int().openapi({ description: 'The version shown.' }),
  createdAt: instantText.nullable(),
  createdBy: z.string().nullable(),
  modifiedAt: instantText.nullable(),
  modifiedBy: z.string().nullable(),
  changedInVersions: z.array(z.number().int()),
});

const historyJson = (version: number, history: ItemHistory | null) => ({
  version,
  createdAt: history?.createdAt ?? null,
  createdBy: history?.createdBy ?? null,
  modifiedAt: history?.modifiedAt ?? null,
  modifiedBy: history?.modifiedBy ?? null,
  changedInVersions: history?.versions ?? [],
});

const servicePlanSchema = rowSchema('servicePlans').openapi('ServicePlan');

export function planRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/package-plans',
      tag,
      summary: 'Search package plans',
      power: 'view',
      query: planQuery,
      answers: {
        200: { description: 'A page of package plans, by code.', schema: pageOf(packagePlanSchema) },
      },
    }),
    async (c) => {
      const { search: text, status, side, serviceType, version, ...page } = c.req.valid('query');
      const search = { text, status, side, serviceType, version };
      return answer(
        c,
        await catalogue.findPackagePlans(c.get('actor'), search, pageRequest(page)),
        pageJson(packagePlanJson),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/package-plans/{code}',
      tag,
      summary: 'Show a package plan',
      power: 'view',
      params: planCode('NBN-50'),
      query: versionQuery,
      answers: {
        200: { description: 'The package plan.', schema: packagePlanSchema.extend(historySchema.shape) },
      },
    }),
    async (c) => {
      const { version } = c.req.valid('query');
      return answer(
        c,
        await catalogue.showPackagePlan(c.get('actor'), c.req.valid('param').code, version),
        (found) => ({ ...packagePlanJson(found), ...historyJson(found.version, found.history) }),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/service-plans',
      tag,
      summary: 'Search service plans',
      power: 'view',
      query: planQuery,
      answers: {
        200: { description: 'A page of service plans, by code.', schema: pageOf(servicePlanSchema) },
      },
    }),
    async (c) => {
      const { search: text, status, side, serviceType, version, ...page } = c.req.valid('query');
      const search = { text, status, side, serviceType, version };
      return answer(
        c,
        await catalogue.findServicePlans(c.get('actor'), search, pageRequest(page)),
        pageJson((plan) => rowJson('servicePlans', plan)),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/service-plans/{code}',
      tag,
      summary: 'Show a service plan',
      power: 'view',
      params: planCode('SP-NBN-50'),
      query: versionQuery,
      answers: {
        200: {
          description: 'The service plan.',
          schema: servicePlanSchema.extend({
            features: z.array(z.object({ product: z.string(), recurring: z.boolean() })),
            packages: z.array(z.string()).openapi({ description: 'Package plans that hold it.' }),
            ...historySchema.shape,
          }),
        },
      },
    }),
    async (c) => {
      const { version } = c.req.valid('query');
      return answer(
        c,
        await catalogue.showServicePlan(c.get('actor'), c.req.valid('param').code, version),
        (found) => ({
          ...rowJson('servicePlans', found.plan),
          features: found.features.map(({ product, recurring }) => ({ product, recurring })),
          packages: found.packages,
          ...historyJson(found.version, found.history),
        }),
      );
    },
  );

  return router;
}
