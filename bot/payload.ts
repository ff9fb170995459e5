/** What Slack's payloads say alike, whatever their kind: where it happened, who did it, where a private answer goes. */
import type { Installation, WorkspaceQuery } from '#app/ports/slack.ts';
import type { SlackUser } from '#core/people/person.ts';

export type SlackBody = Readonly<Record<string, unknown>>;
export type PayloadKind = 'event' | 'command' | 'options' | 'view' | 'interaction';

export function kindOf(body: SlackBody): PayloadKind {
  if (body.event !== undefined) return 'event';
  if (body.command !== undefined) return 'command';
  if (body.type === 'block_suggestion') return 'options';
  return body.type === 'view_submission' || body.type === 'view_closed' ? 'view' : 'interaction';
}

/** The id by which Slack repeats an event; null for everything else, which it does not repeat. */
export const eventIdOf = (body: SlackBody): string | null =>
  kindOf(body) === 'event' ? textIn(body, 'event_id') : null;

/** The workspace that the app acts in: in a shared channel that of the app, not that of the user. */
export function workspaceOf(body: SlackBody): WorkspaceQuery {
  const kind = kindOf(body);
  if (kind === 'event') {
    const [granted] = Array.isArray(body.authorizations) ? (body.authorizations as unknown[]) : [];
    return {
      teamId: textIn(granted, 'team_id') ?? textIn(body, 'team_id'),
      enterpriseId: textIn(granted, 'enterprise_id') ?? textIn(body, 'enterprise_id'),
      isEnterpriseInstall: isTrue(valueIn(granted, 'is_enterprise_install')),
    };
  }
  const isEnterpriseInstall = isTrue(body.is_enterprise_install);
  if (kind === 'command')
    return {
      teamId: textIn(body, 'team_id'),
      enterpriseId: textIn(body, 'enterprise_id'),
      isEnterpriseInstall,
    };
  return {
    teamId:
      (kind === 'view' ? textIn(body, 'view', 'app_installed_team_id') : null) ??
      textIn(body, 'team', 'id') ??
      textIn(body, 'user', 'team_id'),
    enterpriseId: textIn(body, 'enterprise', 'id') ?? textIn(body, 'team', 'enterprise_id'),
    isEnterpriseInstall,
  };
}

/** Who did it, as Slack shows it: `kim`. */
export const userNameOf = (body: SlackBody): string | null =>
  textIn(body, 'user_name') ?? textIn(body, 'user', 'username') ?? textIn(body, 'user', 'name');

/**
 * Who did it: the user with the user's own workspace, which in a shared channel is not that of the app. Empty where nobody
 * did. The first is how the user is linked from here.
 *
 * @param installation where it is org-wide, its people are known by the organisation too, whichever workspace they write in
 */
export function speakersOf(
  body: SlackBody,
  installation?: Pick<Installation, 'enterpriseId' | 'isEnterpriseInstall'>,
): readonly SlackUser[] {
  const { userId, teamId, isOfTeam } = whoIn(body);
  if (userId === null || teamId === null) return [];
  const own = { teamId, userId };
  const enterpriseId = installation?.isEnterpriseInstall ? installation.enterpriseId : null;
  if (enterpriseId === null || enterpriseId === teamId) return [own];
  // Known only of users of the workspace that the payload names together with its organisation.
  const isInside = isOfTeam && workspaceOf(body).enterpriseId === enterpriseId;
  return isInside ? [{ teamId: enterpriseId, userId }, own] : [own];
}

function whoIn(body: SlackBody): { userId: string | null; teamId: string | null; isOfTeam: boolean } {
  switch (kindOf(body)) {
    case 'command':
      return { userId: textIn(body, 'user_id'), teamId: textIn(body, 'team_id'), isOfTeam: true };
    case 'event': {
      const userId = textIn(body, 'event', 'user') ?? textIn(body, 'event', 'user', 'id');
      const team = workspaceOf(body).teamId ?? textIn(body, 'team_id');
      const teamId = textIn(body, 'event', 'user_team') ?? textIn(body, 'event', 'team') ?? team;
      return { userId, teamId, isOfTeam: teamId === team };
    }
    default: {
      const team = textIn(body, 'team', 'id');
      const teamId = textIn(body, 'user', 'team_id') ?? team;
      return { userId: textIn(body, 'user', 'id'), teamId, isOfTeam: teamId === team };
    }
  }
}

/** Where a private answer can be left, up to five times within half an hour. */
export const responseUrlOf = (body: SlackBody): string | null => textIn(body, 'response_url');

function valueIn(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function textIn(value: unknown, ...path: readonly string[]): string | null {
  const found = valueIn(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';
