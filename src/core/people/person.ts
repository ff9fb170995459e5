/** What a person's entry must be. Roles and scopes are given only by who holds their powers, so that no one can rise by them. */
import { hiddenCharacterIn, hiddenFault, readText, shorten, tidy } from '../plain-text.ts';
import { all, type Fault, fault, no, ok, type Result } from '../result.ts';
import { isPower, isRole, POWERS, type Power, powersOfRoles, powersOfScopes, ROLES } from './powers.ts';

export interface PersonInput {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** `TEAM:USER` of the Slack user that is this person. */
  readonly slack?: string | null | undefined;
}

export interface SlackUser {
  readonly teamId: string;
  readonly userId: string;
}

export interface PersonDetails {
  /** Lower case: who signs in does not think of capitals. */
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly slack: SlackUser | null;
}

const EMAIL = /^[^\s@<>,;:"()]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const SLACK_USER = /^([TE][A-Z0-9]{1,20}):([UW][A-Z0-9]{1,20})$/;

/** Reads a person's entry; all faults at once. */
export function checkPerson(input: PersonInput, giver: ReadonlySet<Power>): Result<PersonDetails> {
  const email = readEmail(input.email);
  const name = readPersonName(input.name);
  const slack = input.slack == null ? ok(null) : parseSlackUser(input.slack);
  const parts = all<unknown, Fault>([email, name, checkRoles(input.roles, giver), slack]);
  if (!parts.ok) return parts;
  if (!email.ok) return email;
  if (!name.ok) return name;
  if (!slack.ok) return slack;
  return ok({
    email: email.value,
    name: name.value,
    roles: [...new Set(input.roles)],
    slack: slack.value,
  });
}

export const normalEmail = (email: string): string => tidy(email).toLowerCase();

function readEmail(given: string): Result<string> {
  const email = normalEmail(given);
  const hidden = hiddenCharacterIn(email);
  if (hidden !== null) return no(hiddenFault('The email address', hidden, 'email'));
  return EMAIL.test(email) && email.length <= 254
    ? ok(email)
    : no(
        fault(
          'invalid_email',
          `"${shorten(email)}" is not an email address: write it like kim@example.com.`,
          'email',
        ),
      );
}

export const readPersonName = (name: string): Result<string> =>
  readText(name, { path: 'name', what: 'A name', most: 100, code: 'invalid_name' });

/** Known roles, at least one, and none with a power that the giver lacks. */
export function checkRoles(roles: readonly string[], giver: ReadonlySet<Power>): Result<null> {
  const faults = roles.flatMap((role, index) => {
    const path = `roles[${index}]`;
    if (!isRole(role))
      return [
        fault(
          'unknown_role',
          `There is no role "${role}"; there are ${Object.keys(ROLES).join(', ')}.`,
          path,
        ),
      ];
    return excess(powersOfRoles([role]), giver, `The role "${role}"`, path);
  });
  if (roles.length === 0) faults.push(fault('roles_missing', 'A person has one role at least.', 'roles'));
  return faults.length > 0 ? no(...faults) : ok(null);
}

/** Known scopes, at least one, and none with a power that the giver lacks. */
export function checkScopes(scopes: readonly string[], giver: ReadonlySet<Power>): Result<null> {
  const faults = scopes.flatMap((scope, index) => {
    const path = `scopes[${index}]`;
    if (scope !== 'all' && !isPower(scope))
      return [
        fault('unknown_scope', `There is no scope "${scope}"; there are all, ${POWERS.join(', ')}.`, path),
      ];
    return excess(powersOfScopes([scope]), giver, `The scope "${scope}"`, path);
  });
  if (scopes.length === 0) faults.push(fault('scopes_missing', 'A token has one scope at least.', 'scopes'));
  return faults.length > 0 ? no(...faults) : ok(null);
}

function excess(given: ReadonlySet<Power>, giver: ReadonlySet<Power>, what: string, path: string): Fault[] {
  const lacking = [...given].filter((power) => !giver.has(power));
  return lacking.length === 0
    ? []
    : [
        {
          code: 'power_not_held',
          message: `${what} gives ${lacking.join(', ')}, which you do not have yourself.`,
          path,
          kind: 'forbidden',
        },
      ];
}

/** Reads `T024BE7LD:U0G9QF9C6`: workspace and user together, because user ids are unique in a workspace only. */
export function parseSlackUser(text: string): Result<SlackUser> {
  const [, teamId, userId] = SLACK_USER.exec(text) ?? [];
  return teamId === undefined || userId === undefined
    ? no(
        fault(
          'invalid_slack_user',
          `"${text}" is not a Slack user: write workspace and user, like T024BE7LD:U0G9QF9C6.`,
          'slack',
        ),
      )
    : ok({ teamId, userId });
}

export const formatSlackUser = ({ teamId, userId }: SlackUser): string => `${teamId}:${userId}`;
