/** What a person has on their screen: a dialog over a modal over a channel or the Home tab. */
import { toHtml } from '../render/html.ts';
import { stateOf } from '../surface-state.ts';
import {
  type Channel,
  directMessages,
  homeOf,
  type Installation,
  installationOf,
  type Message,
  type SurfaceState,
  stackOf,
  type User,
  type View,
  type World,
} from '../world.ts';
import { NotFound } from './finding.ts';
import { ChannelHandle, MessageHandle } from './handles.ts';
import { type Surface, surfaceText } from './surface.ts';

/** A confirm dialog, and what happens after a yes. */
export interface Dialog {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  readonly go: () => Promise<void>;
}

export class Screen {
  readonly #world: World;
  readonly #user: User;
  /** Where the person is; null before they went anywhere. */
  place: Channel | 'home' | null = null;
  dialog: Dialog | null = null;
  /** What Slack itself says: that something failed. */
  notices: string[] = [];
  /** What is chosen in the elements of messages, by `ts`. */
  readonly #chosen = new Map<string, SurfaceState>();

  constructor(world: World, user: User) {
    this.#world = world;
    this.#user = user;
  }

  goTo(place: Channel | 'home'): void {
    this.place = place;
    this.notices = [];
  }

  /** A channel by its `#name`; `'app'` for the messages with the app. */
  channel(channel: string | ChannelHandle): Channel {
    if (channel instanceof ChannelHandle) return this.#entered(channel.record);
    if (channel === 'app') return directMessages(this.#world, this.installation(), this.#user);
    const found = [...this.#world.channels.values()].find(
      ({ name, teams, kind }) =>
        kind !== 'im' && name === channel.replace(/^#/, '') && teams.includes(this.#user.team),
    );
    if (found === undefined) throw new Error(`${this.#user.name} knows no channel ${channel}`);
    return this.#entered(found);
  }

  /** Public channels of one's own workspace are open to everybody. */
  #entered(channel: Channel): Channel {
    const isOpen = channel.kind === 'public' && channel.teams.includes(this.#user.team);
    if (!channel.members.has(this.#user.id) && !isOpen) {
      throw new Error(`${this.#user.name} is not in #${channel.name}`);
    }
    channel.members.add(this.#user.id);
    return channel;
  }

  /** The app in the person's own workspace. */
  installation(): Installation {
    const found = installationOf(this.#world, this.#user.team);
    if (found === null) throw new Error(`the app is not installed in ${this.#user.team.name}`);
    return found;
  }

  messagesIn(channel: Channel): readonly Message[] {
    return channel.messages.filter(({ onlyFor }) => onlyFor === null || onlyFor.id === this.#user.id);
  }

  top(): View | null {
    return stackOf(this.#world, this.#user).at(-1) ?? null;
  }

  home(): View | null {
    const installation = installationOf(this.#world, this.#user.team);
    return installation === null ? null : homeOf(this.#world, this.#user, installation);
  }

  surfaceOf(message: Message): Surface {
    const state = this.#chosen.get(message.ts) ?? {};
    const now = stateOf(message.blocks, state, null);
    for (const block of Object.keys(state)) delete state[block];
    // The same object as before: what was found earlier goes on to hold what is chosen.
    this.#chosen.set(message.ts, Object.assign(state, now));
    return { kind: 'message', message, state };
  }

  /** What can be acted on: an open modal covers all else. */
  surfaces(on?: MessageHandle | string): readonly Surface[] {
    if (on instanceof MessageHandle) {
      this.place = on.record.channel;
      return [this.surfaceOf(on.record)];
    }
    const all = this.#uncovered();
    if (on === undefined) return all;
    const found = all.filter((surface) => this.text(surface).includes(on));
    if (found.length > 0) return found;
    throw new NotFound(`nothing contains "${on}"; ${this.#user.name} sees:\n${this.sees()}`);
  }

  #uncovered(): readonly Surface[] {
    const top = this.top();
    if (top !== null) return [{ kind: 'modal', view: top }];
    if (this.place === null) return [];
    if (this.place !== 'home') return this.messagesIn(this.place).map((each) => this.surfaceOf(each));
    const view = this.home();
    return view === null ? [] : [{ kind: 'home', view }];
  }

  text(surface: Surface): string {
    return surfaceText(this.#world, surface, this.#user);
  }

  sees(): string {
    if (this.dialog !== null) {
      const { title, text, confirm, deny } = this.dialog;
      return [`== ${title} ==`, text, `[${deny}] [${confirm}]`].join('\n');
    }
    const surfaces = this.#uncovered().map((surface) => this.text(surface));
    return [...surfaces, ...this.#said()].join('\n\n');
  }

  #said(): readonly string[] {
    return this.notices.map((text) => `⚠ ${text}`);
  }

  /** Runs a deed and answers what is new on the screen afterwards. */
  async appearing(deed: () => Promise<void>): Promise<string> {
    this.mustHaveNoDialog();
    this.notices = [];
    const before = new Set([...this.#below(), ...this.#modalText()]);
    await deed();
    if (this.dialog !== null) return this.sees();
    const now = [...this.#modalText(), ...this.#below()];
    return [...now.filter((text) => !before.has(text)), ...this.#said()].join('\n\n');
  }

  #modalText(): readonly string[] {
    const top = this.top();
    return top === null ? [] : [this.text({ kind: 'modal', view: top })];
  }

  #below(): readonly string[] {
    if (this.place === null) return [];
    const view = this.home();
    if (this.place === 'home') return view === null ? [] : [this.text({ kind: 'home', view })];
    return this.messagesIn(this.place).map((message) => this.text(this.surfaceOf(message)));
  }

  mustHaveNoDialog(): void {
    if (this.dialog !== null) throw new Error(`a dialog is in the way:\n${this.sees()}`);
  }

  mustHaveTop(): View {
    const top = this.top();
    if (top === null) throw new NotFound(`no modal is open; ${this.#user.name} sees:\n${this.sees()}`);
    return top;
  }

  html(): string {
    const channel = this.place === 'home' ? null : this.place;
    const [home, modal] = [this.place === 'home' ? this.home() : null, this.top()];
    return toHtml(this.#world, {
      title: channel?.name ?? this.#world.app.name,
      messages: channel === null ? [] : this.messagesIn(channel),
      viewer: this.#user,
      notices: this.notices,
      stateOfMessage: (message) => this.#chosen.get(message.ts) ?? {},
      ...(home === null ? {} : { home }),
      ...(modal === null ? {} : { modal }),
      ...(this.dialog === null ? {} : { dialog: this.dialog }),
    });
  }
}
