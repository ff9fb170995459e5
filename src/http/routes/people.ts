import { z } from '@hono/zod-openapi';
import type { Person } from '#app/ports/people.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { formatSlackUser } from '#core/people/person.ts';
import { ROLES } from '#core/people/powers.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

const slackUser = z.string().openapi({
  description: 'The Slack user: workspace and user together.',
  example: 'T024BE7LD:U0G9QF9C6',
});
const roles = z.array(z.string()).openapi({
  description: `Of ${Object.keys(ROLES).join(', ')}.`,
  example: ['pricing'],
});
const name = z.string().openapi({ example: 'Kim Tran' });

const personSchema = z
  .object({
    id: idText('person'),
    email: z.string().openapi({ example: 'kim@example.com' }),
    name,
    roles,
    active: z.boolean().openapi({ description: 'Who is not active cannot sign in.' }),
    slack: z.array(slackUser).openapi({ description: 'One in each workspace.' }),
    createdAt: instantText,
  })
  .openapi('Person');

const toJson = ({ id, email, name, roles, active, slack, createdAt }: Person) => ({
  id: formatId('person', id),
  email,
  name,
  roles,
  active,
  slack: slack.map(formatSlackUser),
  createdAt,
});

const params = z.object({ id: id('person') });

export function peopleRoutes({ people }: Pick<Services, 'people'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/people',
      tag: 'People',
      summary: 'List people',
      description: 'In the order in which they were added, those no longer active included.',
      power: 'admin',
      query: pageQuery,
      answers: { 200: { description: 'A page of people.', schema: pageOf(personSchema) } },
    }),
    async (c) =>
      answer(c, await people.listPeople(c.get('actor'), pageRequest(c.req.valid('query'))), pageJson(toJson)),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/people',
      tag: 'People',
      summary: 'Add a person',
      description: 'Nobody gives a role whose powers they lack.',
      power: 'admin',
      body: z.strictObject({
        email: z.string().openapi({ example: 'kim@example.com' }),
        name,
        roles,
        slack: slackUser.nullish(),
      }),
      answers: { 201: { description: 'The person.', schema: personSchema } },
    }),
    async (c) => answer(c, await people.addPerson(c.get('actor'), c.req.valid('json')), toJson, 201),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/people/{id}',
      tag: 'People',
      summary: 'Get a person',
      power: 'admin',
      params,
      answers: { 200: { description: 'The person.', schema: personSchema } },
    }),
    async (c) => answer(c, await people.findPerson(c.get('actor'), c.req.valid('param').id), toJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/people/{id}',
      tag: 'People',
      summary: 'Change, deactivate or reactivate a person',
      description:
        'What is left out stays. Who is deactivated is signed out everywhere. The last active admin stays one.',
      power: 'admin',
      params,
      body: z.strictObject({
        name: name.optional(),
        roles: roles.optional(),
        active: z.boolean().optional().openapi({ example: false }),
      }),
      answers: { 200: { description: 'The person as it is now.', schema: personSchema } },
    }),
    async (c) =>
      answer(
        c,
        await people.changePerson(c.get('actor'), c.req.valid('param').id, c.req.valid('json')),
        toJson,
      ),
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/people/{id}/slack',
      tag: 'People',
      summary: 'Say which Slack user a person is',
      description:
        'In that workspace, instead of any said before; null takes every link away. One Slack user is one person. People also link themselves, with `/cardline link` in Slack.',
      power: 'admin',
      params,
      body: z.strictObject({ slack: slackUser.nullable() }),
      answers: { 200: { description: 'The person as it is now.', schema: personSchema } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { slack } = c.req.valid('json');
      const done =
        slack === null
          ? await people.unlinkSlackUser(c.get('actor'), id, null)
          : await people.linkSlackUser(c.get('actor'), id, slack);
      return answer(c, done, toJson);
    },
  );

  return router;
}
