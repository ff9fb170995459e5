/** auth.*, apps.uninstall and oauth.v2.access: who the app is, and how it comes by its tokens. */
import { type JsonObject, textAt } from '../json.ts';
import {
  type AuthorizationCode,
  type Installation,
  makeUser,
  newId,
  type Team,
  type Token,
  type User,
  type World,
} from '../world.ts';
import { type Call, type Method, Refusal, textOf } from './method.ts';

const CODE_LIVES_MS = 10 * 60_000;
const TOKEN_LIVES_S = 12 * 60 * 60;

export const identity = (
  removed: (installation: Installation) => void,
): Readonly<Record<string, Method>> => ({
  'auth.test': {
    args: {},
    run({ world, installation }) {
      const { team, enterprise, bot, botId } = installation;
      return {
        url: `https://${team?.domain ?? enterprise?.name.toLowerCase()}.slack.com/`,
        team: team?.name ?? enterprise?.name,
        user: bot.username,
        team_id: team?.id ?? enterprise?.id,
        user_id: bot.id,
        bot_id: botId,
        app_id: world.app.id,
        ...(enterprise === null ? {} : { enterprise_id: enterprise.id }),
        is_enterprise_install: team === null,
      };
    },
  },
  'auth.revoke': {
    args: { test: 'flag' },
    run({ world, token, args }) {
      const found = world.tokens.get(token);
      if (args.test !== true && found !== undefined) found.state = 'token_revoked';
      return { revoked: args.test !== true };
    },
  },
  'apps.uninstall': {
    args: { client_id: 'text!', client_secret: 'text!' },
    run(call) {
      checkClient(call.world, call.args);
      removed(call.installation);
      return {};
    },
  },
  'oauth.v2.access': {
    args: {
      client_id: 'text',
      client_secret: 'text',
      code: 'text',
      redirect_uri: 'text',
      grant_type: 'text',
      refresh_token: 'text',
    },
    isOpen: true,
    run(call) {
      checkClient(call.world, call.args);
      const grant = textOf(call, 'grant_type') || 'authorization_code';
      if (grant === 'refresh_token') return renew(call);
      if (grant !== 'authorization_code') throw new Refusal('invalid_grant_type');
      return redeem(call);
    },
  },
});

function checkClient({ app }: World, args: JsonObject): void {
  if (textAt(args, 'client_id') !== app.clientId) throw new Refusal('invalid_client_id');
  if (textAt(args, 'client_secret') !== app.clientSecret) throw new Refusal('bad_client_secret');
}

function redeem(call: Call): JsonObject {
  const { world } = call;
  const id = textOf(call, 'code');
  const code = world.codes.get(id);
  if (code === undefined) throw new Refusal('invalid_code');
  if (world.now() - code.madeAt > CODE_LIVES_MS) throw new Refusal('code_expired');
  const redirectUri = textOf(call, 'redirect_uri');
  if ((code.redirectUri ?? '') !== redirectUri) throw new Refusal('bad_redirect_uri');
  world.codes.delete(id);
  const installation = code.installation();
  return grant(world, installation, code);
}

function renew(call: Call): JsonObject {
  const { world } = call;
  if (!world.app.rotatesTokens) throw new Refusal('token_rotation_not_enabled');
  const old = textOf(call, 'refresh_token');
  const installation = world.refreshTokens.get(old);
  if (installation === undefined || installation.isRemoved) throw new Refusal('invalid_refresh_token');
  // The old one is used up; the access tokens of before live until they expire.
  world.refreshTokens.delete(old);
  return grant(world, installation, null);
}

function grant(world: World, installation: Installation, code: AuthorizationCode | null): JsonObject {
  const token = newToken(world, installation);
  const { team, enterprise } = installation;
  return {
    access_token: token.text,
    token_type: 'bot',
    scope: [...installation.scopes].join(','),
    bot_user_id: installation.bot.id,
    app_id: world.app.id,
    ...(world.app.rotatesTokens
      ? { expires_in: TOKEN_LIVES_S, refresh_token: newRefreshToken(world, installation) }
      : {}),
    team: team === null ? null : { id: team.id, name: team.name },
    enterprise: enterprise === null ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: team === null,
    ...(code === null ? {} : { authed_user: { id: code.user.id } }),
  };
}

export function newToken(world: World, installation: Installation): Token {
  const { rotatesTokens } = world.app;
  const number = String(world.next()).padStart(12, '0');
  const token: Token = {
    text: `${rotatesTokens ? 'xoxe.xoxb-1' : 'xoxb'}-${number}-fake`,
    installation,
    expiresAt: rotatesTokens ? world.now() + TOKEN_LIVES_S * 1000 : null,
    state: 'live',
  };
  world.tokens.set(token.text, token);
  return token;
}

export function newRefreshToken(world: World, installation: Installation): string {
  const text = `xoxe-1-${String(world.next()).padStart(12, '0')}-fake`;
  world.refreshTokens.set(text, installation);
  return text;
}

/** Adds the app to a workspace or an organisation; what is installed there already stays and takes the new scopes. */
export function addInstallation(
  world: World,
  to: { readonly team: Team; readonly isOrgWide: boolean },
  scopes: readonly string[],
  installer: User | null,
): Installation {
  const { team, isOrgWide } = to;
  if (isOrgWide && team.enterprise === null) throw new Error(`${team.name} belongs to no organisation`);
  const before = world.installations.find(
    (each) =>
      !each.isRemoved &&
      (isOrgWide
        ? each.team === null && each.enterprise?.id === team.enterprise?.id
        : each.team?.id === team.id),
  );
  const bot =
    before?.bot ??
    makeUser(world, team, {
      name: world.app.name,
      isBot: true,
      ...(isOrgWide ? { id: newId(world, 'W') } : {}),
    });
  const made: Installation = {
    team: isOrgWide ? null : team,
    enterprise: team.enterprise,
    bot,
    botId: before?.botId ?? newId(world, 'B'),
    scopes: new Set([...(before?.scopes ?? []), ...scopes]),
    installer,
    isRemoved: false,
  };
  if (before === undefined) world.installations.push(made);
  else Object.assign(before, { scopes: made.scopes });
  return before ?? made;
}

/** Every token of an installation stops working, for good. */
export function endTokens(world: World, installation: Installation, state: Token['state']): void {
  for (const token of world.tokens.values()) {
    if (token.installation === installation) token.state = state;
  }
  for (const [text, of] of world.refreshTokens) {
    if (of === installation) world.refreshTokens.delete(text);
  }
}
