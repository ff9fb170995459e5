/** Channels and messages as tests hold them. */

import type { JsonObject } from '../json.ts';
import { toHtml } from '../render/html.ts';
import { current, messageJson, permalink, remove } from '../web-api/chat.ts';
import type { Channel, Message, User, World } from '../world.ts';
import { pingsIn } from './pings.ts';
import { type Surface, surfaceText } from './surface.ts';

/** A message as somebody sees it. */
export class MessageHandle {
  readonly record: Message;
  readonly #world: World;
  readonly #viewer: User | null;

  constructor(world: World, record: Message, viewer: User | null = null) {
    this.#world = world;
    this.record = record;
    this.#viewer = viewer;
  }

  get ts(): string {
    return this.record.ts;
  }

  /** What people read, buttons in brackets. */
  get text(): string {
    return surfaceText(this.#world, this.surface, this.#viewer);
  }

  /** The top-level text: what notifications and screen readers say. */
  get notification(): string {
    return this.record.text;
  }

  get json(): JsonObject {
    return messageJson(this.#world, this.record);
  }

  get link(): string {
    return permalink(this.record);
  }

  get isDeleted(): boolean {
    return current(this.record) === null;
  }

  /** @internal */
  get surface(): Surface {
    return { kind: 'message', message: this.record, state: {} };
  }

  /**
   * The message as it is now, for a screen that has not heard of later changes: a click on it (`on`) is a click on what was
   * there, with the values of then.
   */
  asSeenNow(): MessageHandle {
    return new MessageHandle(this.#world, { ...this.record }, this.#viewer);
  }

  /** Whom it notifies: `@channel`, `@Kim` … A name that was not escaped shows up here. */
  get pings(): readonly string[] {
    return pingsIn(this.#world, this.record);
  }

  thread(): readonly MessageHandle[] {
    return this.record.channel.messages
      .filter(({ threadTs, onlyFor }) => threadTs === this.ts && onlyFor === null)
      .map((each) => new MessageHandle(this.#world, each, this.#viewer));
  }

  /** Somebody takes the message away in Slack. */
  delete(): void {
    remove(this.record);
  }

  /** A page of its own, with the thread below. */
  html(): string {
    return toHtml(this.#world, {
      title: this.record.channel.name,
      messages: [this.record, ...this.thread().map(({ record }) => record)],
      viewer: this.#viewer,
    });
  }

  toString(): string {
    return this.text;
  }
}

export class ChannelHandle {
  readonly record: Channel;
  readonly #world: World;

  constructor(world: World, record: Channel) {
    this.#world = world;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  /** What everybody sees, threads left out; the oldest first. */
  messages(): readonly MessageHandle[] {
    return this.record.messages
      .filter(
        ({ threadTs, onlyFor, options }) =>
          onlyFor === null && (threadTs === null || options.reply_broadcast === true),
      )
      .map((each) => new MessageHandle(this.#world, each));
  }

  /** The one message that contains a text. */
  message(containing: string): MessageHandle {
    const all = this.messages();
    const found = all.filter(({ text }) => text.includes(containing));
    if (found.length === 1 && found[0] !== undefined) return found[0];
    throw new Error(
      `${found.length} messages contain "${containing}" in #${this.name}:\n${all.map(({ text }) => text).join('\n\n')}`,
    );
  }

  /** Lets people, or the app (`addApp`), in. */
  add(...people: readonly { readonly id: string }[]): this {
    for (const { id } of people) this.record.members.add(id);
    return this;
  }

  remove(...people: readonly { readonly id: string }[]): this {
    for (const { id } of people) this.record.members.delete(id);
    return this;
  }

  archive(): void {
    this.record.isArchived = true;
  }

  unarchive(): void {
    this.record.isArchived = false;
  }

  /** Slack Connect: another workspace gets the channel too. */
  shareWith(workspace: { readonly id: string }): this {
    const team = this.#world.teams.get(workspace.id);
    if (team !== undefined && !this.record.teams.includes(team)) this.record.teams.push(team);
    return this;
  }

  html(viewer: User | null = null): string {
    return toHtml(this.#world, {
      title: this.name,
      messages: this.record.messages.filter(({ onlyFor }) => onlyFor === null || onlyFor === viewer),
      viewer,
    });
  }
}
