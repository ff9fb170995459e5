/** A workspace as tests hold it: its people and channels, and what its administrators do with the app. */
import { blameDelivery, type Deliveries } from './deliveries.ts';
import { ChannelHandle } from './people/handles.ts';
import { Person } from './people/person.ts';
import { addInstallation, endTokens, newRefreshToken, newToken } from './web-api/identity.ts';
import { type Installation, installationOf, makeChannel, makeUser, type Team, type World } from './world.ts';

/** What an app has after it was installed. */
export interface Installed {
  readonly record: Installation;
  readonly botToken: string;
  readonly refreshToken: string | null;
  readonly botUserId: string;
}

export interface InstallOptions {
  /** The app's own scopes where nothing is said. */
  readonly scopes?: readonly string[];
  /** For the whole organisation. */
  readonly orgWide?: boolean;
}

export class Workspace {
  readonly record: Team;
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #people = new Map<string, Person>();

  constructor(world: World, deliveries: Deliveries, record: Team) {
    this.#world = world;
    this.#deliveries = deliveries;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  /** A person of this workspace; the same one for the same name. */
  person(
    name: string,
    details: { readonly id?: string; readonly email?: string; readonly timeZone?: string } = {},
  ): Person {
    const known = this.#people.get(name);
    if (known !== undefined) return known;
    const made = new Person(
      this.#world,
      this.#deliveries,
      makeUser(this.#world, this.record, { name, ...details }),
    );
    this.#people.set(name, made);
    return made;
  }

  /** A channel of this workspace; the same one for the same name. The app is in it only where `withApp` says so. */
  channel(
    name: string,
    {
      isPrivate = false,
      members = [],
      withApp = false,
      id,
    }: {
      readonly isPrivate?: boolean;
      readonly members?: readonly Person[];
      readonly withApp?: boolean;
      readonly id?: string;
    } = {},
  ): ChannelHandle {
    const plainName = name.replace(/^#/, '');
    const known = [...this.#world.channels.values()].find(
      (each) => each.kind !== 'im' && each.name === plainName && each.teams.includes(this.record),
    );
    const kind = isPrivate ? 'private' : 'public';
    const record =
      known ??
      makeChannel(this.#world, this.record, { name: plainName, kind, ...(id === undefined ? {} : { id }) });
    const channel = new ChannelHandle(this.#world, record).add(...members);
    return withApp ? channel.add(this.#installation().bot) : channel;
  }

  /** The app is there without anybody having gone through OAuth: what a single-workspace token is. */
  install({ scopes = this.#world.app.scopes, orgWide = false }: InstallOptions = {}): Installed {
    const record = addInstallation(this.#world, { team: this.record, isOrgWide: orgWide }, scopes, null);
    return {
      record,
      botToken: newToken(this.#world, record).text,
      refreshToken: this.#world.app.rotatesTokens ? newRefreshToken(this.#world, record) : null,
      botUserId: record.bot.id,
    };
  }

  /** An administrator takes the app out: its tokens are revoked and it hears of both. */
  async uninstall(): Promise<void> {
    await uninstall(this.#world, this.#deliveries, this.#installation());
  }

  /** An administrator revokes the app's tokens alone. */
  async revokeTokens(): Promise<void> {
    const installation = this.#installation();
    endTokens(this.#world, installation, 'token_revoked');
    await tellRevoked(this.#world, this.#deliveries, installation);
  }

  /** The bot's account was deactivated, as happens with a workspace that is closed. Nobody hears of it. */
  deactivate(): void {
    endTokens(this.#world, this.#installation(), 'account_inactive');
  }

  get isInstalled(): boolean {
    return installationOf(this.#world, this.record) !== null;
  }

  #installation(): Installation {
    const found = installationOf(this.#world, this.record);
    if (found === null) throw new Error(`the app is not installed in ${this.name}`);
    return found;
  }
}

export async function uninstall(
  world: World,
  deliveries: Deliveries,
  installation: Installation,
): Promise<void> {
  installation.isRemoved = true;
  endTokens(world, installation, 'token_revoked');
  await tellRevoked(world, deliveries, installation);
  const heard = await deliveries.event(
    { team: installation.team, installation },
    { type: 'app_uninstalled' },
  );
  if (heard !== null) blameDelivery(world, 'app_uninstalled', heard);
}

async function tellRevoked(world: World, deliveries: Deliveries, installation: Installation): Promise<void> {
  const event = { type: 'tokens_revoked', tokens: { oauth: [], bot: [installation.bot.id] } };
  const heard = await deliveries.event({ team: installation.team, installation }, event);
  if (heard !== null) blameDelivery(world, 'tokens_revoked', heard);
}
