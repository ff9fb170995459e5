/**
 * A person at their screen. Everything is found by what can be read there, and done as Slack's own client does it: what the
 * client would not send, is not sent; what it would show, is on the screen (`sees()`).
 */
import { checkSuggestions, checkView, isTooLarge } from '../block-kit/surfaces.ts';
import { blameDelivery, type Delivered, type Deliveries } from '../deliveries.ts';
import { isObject, type JsonObject, parsed, textAt } from '../json.ts';
import {
  commandFields,
  type Doing,
  messageActions,
  suggestion,
  viewActions,
  viewClosed,
  viewSubmission,
} from '../payloads.ts';
import { toHtml } from '../render/html.ts';
import { plain } from '../render/mrkdwn.ts';
import { newResponseUrl, takeMessage } from '../response-url.ts';
import { type Element, elementsOf, stateOf } from '../surface-state.ts';
import { addMessage } from '../web-api/chat.ts';
import { extensionOf, fileJson, makeFile } from '../web-api/files.ts';
import { Refusal } from '../web-api/method.ts';
import { closeAll, pushView, refuseTakenExternalId, replaceView, viewJson } from '../web-api/views.ts';
import {
  blame,
  type Channel,
  type Choice,
  directMessages,
  homeOf,
  type Installation,
  installationOf,
  type Message,
  type StateValue,
  type SurfaceState,
  stackOf,
  type User,
  type View,
  type World,
} from '../world.ts';
import { chosenValue, clientErrors, isChoice, isPicker, isTyped, offered, typedValue } from './entering.ts';
import { type Found, findButton, findField, type Where } from './finding.ts';
import { ChannelHandle, MessageHandle } from './handles.ts';
import { type Surface, surfaceText } from './surface.ts';

export interface On extends Where {
  /** A message, or a text that exactly one message on the screen contains. */
  readonly on?: MessageHandle | string;
}

export interface Upload {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly mimetype?: string;
}

/** The same words Slack has for an app that does not answer. */
const TROUBLE = 'We had some trouble connecting. Try again?';

interface Dialog {
  readonly found: Found;
  readonly texts: {
    readonly title: string;
    readonly text: string;
    readonly confirm: string;
    readonly deny: string;
  };
  readonly go: () => Promise<void>;
}

export class Person {
  readonly record: User;
  readonly #world: World;
  readonly #deliveries: Deliveries;
  #place: Channel | 'home' | null = null;
  #dialog: Dialog | null = null;
  #notices: string[] = [];
  readonly #messageStates = new Map<Message, SurfaceState>();
  readonly #suggested = new Map<string, readonly Choice[]>();
  /** Addresses that buttons opened in the browser, the last one last. */
  readonly opened: string[] = [];

  constructor(world: World, deliveries: Deliveries, record: User) {
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

  // --- Looking ---

  /** Goes to a channel (`#name`), or to the messages with the app (`'app'`). */
  lookAt(channel: string | ChannelHandle): void {
    this.#place = this.#channel(channel);
    this.#notices = [];
  }

  /** Opens the app's Home tab, which the app hears of. */
  async openHome(): Promise<void> {
    const installation = this.#ownInstallation();
    this.#place = 'home';
    this.#notices = [];
    const view = homeOf(this.#world, this.record, installation);
    const heard = await this.#deliveries.event(
      { team: this.record.team, installation },
      {
        type: 'app_home_opened',
        user: this.id,
        channel: directMessages(this.#world, installation, this.record).id,
        tab: 'home',
        ...(view === null ? {} : { view: viewJson(this.#world, view) }),
      },
    );
    if (heard !== null) blameDelivery(this.#world, 'app_home_opened', heard);
  }

  /** Everything on the screen: a dialog, the modal on top, otherwise Home or the channel. */
  sees(): string {
    const notices = this.#notices.map((text) => `⚠ ${text}`);
    if (this.#dialog !== null) {
      const { title, text, confirm, deny } = this.#dialog.texts;
      return [`== ${title} ==`, text, `[${deny}] [${confirm}]`].join('\n');
    }
    const surfaces = this.#surfaces();
    const text = surfaces.map((surface) => surfaceText(this.#world, surface, this.record));
    if (surfaces.length === 0 && this.#place === 'home') text.push('(the Home tab is empty)');
    return [...text, ...notices].join('\n\n');
  }

  /** The modal on top as text; null where none is open. */
  modal(): string | null {
    const top = this.#top();
    return top === null ? null : surfaceText(this.#world, { kind: 'modal', view: top }, this.record);
  }

  /** The Home tab as text; null where the app has published none. */
  home(): string | null {
    const installation = installationOf(this.#world, this.record.team);
    const view = installation === null ? null : homeOf(this.#world, this.record, installation);
    return view === null ? null : surfaceText(this.#world, { kind: 'home', view }, this.record);
  }

  /** What the person sees in a channel, with what only they see; the oldest first. */
  messages(channel: string | ChannelHandle): readonly MessageHandle[] {
    return this.#messagesIn(this.#channel(channel)).map(
      (each) => new MessageHandle(this.#world, each, this.record),
    );
  }

  /** The messages with the app. */
  directMessages(): readonly MessageHandle[] {
    return this.messages('app');
  }

  /** The screen as a page of its own. */
  html(): string {
    const home = this.#place === 'home' ? homeOf(this.#world, this.record, this.#ownInstallation()) : null;
    const channel = this.#place !== 'home' ? this.#place : null;
    const dialog = this.#dialog?.texts;
    return toHtml(this.#world, {
      title: channel?.name ?? this.#world.app.name,
      messages: channel === null ? [] : this.#messagesIn(channel),
      viewer: this.record,
      notices: this.#notices,
      stateOfMessage: (message) => this.#stateOfMessage(message),
      ...(home === null ? {} : { home }),
      ...(this.#top() === null ? {} : { modal: this.#top() as View }),
      ...(dialog === undefined ? {} : { dialog }),
    });
  }

  // --- Doing ---

  /** Says something in a channel, as people do among themselves. */
  says(
    text: string,
    { in: where, reply }: { readonly in: string | ChannelHandle; readonly reply?: MessageHandle },
  ): MessageHandle {
    const channel = this.#channel(where);
    const message = addMessage(this.#world, {
      channel,
      author: this.record,
      installation: null,
      text,
      blocks: [],
      threadTs: reply?.ts ?? null,
      metadata: null,
      onlyFor: null,
      options: {},
    });
    return new MessageHandle(this.#world, message, this.record);
  }

  /** Types a slash command. Answers what came up: a message only they see, a modal, Slack's own error. */
  async command(line: string, { in: where }: { readonly in?: string | ChannelHandle } = {}): Promise<string> {
    if (where !== undefined || this.#place === null || this.#place === 'home') {
      this.lookAt(where ?? 'app');
    }
    const channel = this.#place as Channel;
    const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    const installation = installationOf(this.#world, this.record.team);
    return this.#appearing(async () => {
      if (installation === null || !this.#world.app.commands.includes(name)) {
        this.#notices.push(`${name} is not a valid command.`);
        return;
      }
      const doing = { user: this.record, installation };
      const fields = commandFields(this.#world, doing, { name, text: this.#escaped(rest), channel });
      const heard = await this.#deliveries.form(fields);
      if (heard.failure !== null) {
        blameDelivery(this.#world, name, heard);
        this.#notices.push(`${name} failed with the error "${commandError(heard)}"`);
        return;
      }
      this.#takeCommandAnswer(heard, doing, channel, name);
    });
  }

  /** Presses a button, or chooses from a "…" menu. One with a confirm dialog waits for `confirm()` or `dismiss()`. */
  async click(text: string, on: On = {}): Promise<string> {
    const found = findButton(this.#world, this.#surfaces(on), text, on);
    return this.#appearing(() => this.#press(found));
  }

  /** Says yes in the confirm dialog. */
  async confirm(): Promise<string> {
    const dialog = this.#dialog;
    if (dialog === null) throw new Error('there is no dialog to confirm');
    this.#dialog = null;
    return this.#appearing(dialog.go);
  }

  /** Says no in the confirm dialog. */
  dismiss(): void {
    if (this.#dialog === null) throw new Error('there is no dialog to dismiss');
    this.#dialog = null;
  }

  /** Types into a field, or picks a day (`YYYY-MM-DD`) or time (`HH:mm`); '' empties it. */
  async fill(label: string, value: string, on: On = {}): Promise<void> {
    const found = this.#field(label, (element) => isTyped(element) || isPicker(element), on);
    const entered = typedValue(found.element, value);
    await this.#enter(found, entered, isPicker(found.element) ? 'chosen' : 'typed');
  }

  /** Presses Enter in a field. */
  async pressEnter(label: string, on: On = {}): Promise<void> {
    const found = this.#field(label, isTyped, on);
    if (triggersOf(found).includes('on_enter_pressed')) await this.#dispatch(found);
  }

  /** Chooses from a menu, radio buttons or checkboxes by the options' texts; an empty list takes the choice back. */
  async select(label: string, choice: string | readonly string[], on: On = {}): Promise<string> {
    const found = this.#field(label, isChoice, on);
    const texts = typeof choice === 'string' ? [choice] : choice;
    const isExternal = found.element.type.includes('external');
    if (isExternal && texts.length > 0 && !this.#suggested.has(keyOf(found))) {
      await this.search(label, texts[0] ?? '', on);
    }
    const options = offered(this.#world, found.element, this.#suggested.get(keyOf(found)) ?? []);
    const value = chosenValue(found.element, options, texts);
    return this.#appearing(() => this.#choose(found, value));
  }

  /** Types into a menu whose options the app looks up. Answers the options' texts. */
  async search(label: string, typed: string, on: On = {}): Promise<readonly string[]> {
    const found = this.#field(label, ({ type }) => type.includes('external'), on);
    const { element, block, surface } = found;
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    // Below the shortest query Slack does not ask.
    if (typed.length < least) return [];
    const asked = { block_id: block.block_id, action_id: element.action_id, value: typed };
    const where = surface.kind === 'message' ? { message: surface.message } : { view: surface.view };
    const heard = await this.#deliveries.interaction(
      suggestion(this.#world, this.#doing(surface), where, asked),
    );
    const options = this.#takeSuggestions(heard);
    this.#suggested.set(keyOf(found), options);
    return options.map((option) => plain(option.text.text));
  }

  /** Adds a file to a file field. */
  async upload(label: string, file: Upload, on: On = {}): Promise<void> {
    const found = this.#field(label, ({ type }) => type === 'file_input', on);
    const { element, block, surface } = found;
    const { filetypes, max_files: most = 10 } = element;
    if (Array.isArray(filetypes) && !filetypes.includes(extensionOf(file.name))) {
      throw new Error(`Slack takes only ${filetypes.join(', ')} there, not ${file.name}`);
    }
    const before =
      surface.kind === 'message' ? undefined : surface.view.state[block.block_id]?.[element.action_id];
    const files = Array.isArray(before?.files) ? before.files : [];
    if (files.length >= Number(most)) throw new Error(`Slack takes no more than ${most} files there`);
    const made = makeFile(this.#world, {
      name: file.name,
      owner: this.record,
      team: this.record.team,
      content: typeof file.content === 'string' ? new TextEncoder().encode(file.content) : file.content,
      ...(file.mimetype === undefined ? {} : { mimetype: file.mimetype }),
    });
    const value = { type: element.type, files: [...files, fileJson(this.#world, made)] };
    await this.#enter(found, value, 'chosen');
  }

  /** Submits the modal on top. What Slack's client objects to is shown beside the fields and not sent. */
  async submit(): Promise<string> {
    this.#mustHaveNoDialog();
    const view = this.#mustHaveTop();
    if (view.content.type !== 'modal' || view.content.submit === undefined) {
      throw new Error(`nothing to submit: ${this.modal()}`);
    }
    return this.#appearing(async () => {
      const errors = clientErrors(elementsOf(view.content.blocks as never), view.state);
      view.errors = errors;
      if (Object.keys(errors).length > 0) return;
      const doing = { user: this.record, installation: view.installation };
      const payload = viewSubmission(this.#world, doing, view, view.state, this.#responseUrls(view, doing));
      const heard = await this.#deliveries.interaction(payload);
      if (heard.failure !== null) {
        blameDelivery(this.#world, 'view_submission', heard);
        this.#notices.push(TROUBLE);
        return;
      }
      this.#takeSubmissionAnswer(view, heard);
    });
  }

  /** Closes the modal on top (its Close or Back button); `all` is the ✕, which closes those below too. */
  async close({ all = false }: { readonly all?: boolean } = {}): Promise<void> {
    const top = this.#mustHaveTop();
    const clears = all || (top.content.type === 'modal' && top.content.clear_on_close === true);
    const closing = clears ? [...stackOf(this.#world, this.record)].reverse() : [top];
    for (const view of closing) view.isOpen = false;
    for (const view of closing) {
      if (view.content.type !== 'modal' || view.content.notify_on_close !== true) continue;
      const doing = { user: this.record, installation: view.installation };
      const heard = await this.#deliveries.interaction(viewClosed(this.#world, doing, view, clears));
      blameDelivery(this.#world, 'view_closed', heard);
    }
  }

  // --- How it is done ---

  #channel(channel: string | ChannelHandle): Channel {
    if (channel instanceof ChannelHandle) return this.#entered(channel.record);
    if (channel === 'app') return directMessages(this.#world, this.#ownInstallation(), this.record);
    const found = [...this.#world.channels.values()].find(
      ({ name, teams, kind }) =>
        kind !== 'im' && name === channel.replace(/^#/, '') && teams.includes(this.record.team),
    );
    if (found === undefined) throw new Error(`${this.name} knows no channel ${channel}`);
    return this.#entered(found);
  }

  /** Public channels of one's own workspace are open to everybody. */
  #entered(channel: Channel): Channel {
    const isOpen = channel.kind === 'public' && channel.teams.includes(this.record.team);
    if (!channel.members.has(this.id) && !isOpen) throw new Error(`${this.name} is not in #${channel.name}`);
    channel.members.add(this.id);
    return channel;
  }

  #ownInstallation(): Installation {
    const found = installationOf(this.#world, this.record.team);
    if (found === null) throw new Error(`the app is not installed in ${this.record.team.name}`);
    return found;
  }

  #messagesIn(channel: Channel): readonly Message[] {
    return channel.messages.filter(({ onlyFor }) => onlyFor === null || onlyFor.id === this.id);
  }

  #top(): View | null {
    return stackOf(this.#world, this.record).at(-1) ?? null;
  }

  #mustHaveTop(): View {
    const top = this.#top();
    if (top === null) throw new Error(`no modal is open; ${this.name} sees:\n${this.sees()}`);
    return top;
  }

  #mustHaveNoDialog(): void {
    if (this.#dialog !== null) throw new Error(`a dialog is in the way:\n${this.sees()}`);
  }

  #stateOfMessage(message: Message): SurfaceState {
    const state = stateOf(message.blocks, this.#messageStates.get(message) ?? {}, null);
    this.#messageStates.set(message, state);
    return state;
  }

  /** What can be acted on: an open modal covers all else. */
  #surfaces({ on }: On = {}): readonly Surface[] {
    const top = this.#top();
    if (on instanceof MessageHandle) {
      this.#place = on.record.channel;
      return [this.#messageSurface(on.record)];
    }
    if (top !== null) return [{ kind: 'modal', view: top }];
    if (this.#place === 'home') {
      const view = homeOf(this.#world, this.record, this.#ownInstallation());
      return view === null ? [] : [{ kind: 'home', view }];
    }
    const all = (this.#place === null ? [] : this.#messagesIn(this.#place)).map((each) =>
      this.#messageSurface(each),
    );
    if (on === undefined) return all;
    const found = all.filter((surface) => surfaceText(this.#world, surface, this.record).includes(on));
    if (found.length === 0)
      throw new Error(`no message contains "${on}"; ${this.name} sees:\n${this.sees()}`);
    return found;
  }

  #messageSurface(message: Message): Surface {
    return { kind: 'message', message, state: this.#stateOfMessage(message) };
  }

  #field(label: string, isKind: (element: Element) => boolean, on: On): Found {
    this.#mustHaveNoDialog();
    return findField(this.#world, this.#surfaces(on), label, isKind, on);
  }

  #doing(surface: Surface): Doing {
    const installation =
      surface.kind === 'message' ? surface.message.installation : surface.view.installation;
    if (installation === null) throw new Error('a message of a person has nothing to act on');
    return { user: this.record, installation };
  }

  /** Runs a deed and answers what is new on the screen afterwards. */
  async #appearing(deed: () => Promise<void>): Promise<string> {
    this.#mustHaveNoDialog();
    this.#notices = [];
    const seen = new Set(this.#visible());
    const modalBefore = this.modal();
    await deed();
    if (this.#dialog !== null) return this.sees();
    const modal = this.modal();
    const fresh = this.#visible().filter((text) => !seen.has(text));
    return [
      ...(modal !== null && modal !== modalBefore ? [modal] : []),
      ...fresh,
      ...this.#notices.map((text) => `⚠ ${text}`),
    ].join('\n\n');
  }

  #visible(): readonly string[] {
    if (this.#place === null) return [];
    if (this.#place === 'home') return [this.home() ?? ''];
    return this.#messagesIn(this.#place).map((message) =>
      surfaceText(this.#world, this.#messageSurface(message), this.record),
    );
  }

  /** Command texts come escaped: names as references (`should_escape`), `&`, `<` and `>` as entities. */
  #escaped(text: string): string {
    const entities = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return entities
      .replaceAll(/@([\w.-]+)/g, (all, name: string) => {
        const user = [...this.#world.users.values()].find(
          (each) => each.username === name.toLowerCase() || each.name === name,
        );
        return user === undefined ? all : `<@${user.id}|${user.username}>`;
      })
      .replaceAll(/#([\w-]+)/g, (all, name: string) => {
        const channel = [...this.#world.channels.values()].find(
          (each) => each.name === name && each.teams.includes(this.record.team),
        );
        return channel === undefined ? all : `<#${channel.id}|${channel.name}>`;
      });
  }

  #takeCommandAnswer(heard: Delivered, doing: Doing, channel: Channel, name: string): void {
    if (heard.body === '') return;
    const isJson = heard.contentType.startsWith('application/json');
    const json = isJson ? parsed(heard.body) : { text: heard.body };
    if (!isObject(json)) {
      blame(this.#world, `answer to ${name}`, [{ pointer: '', message: 'must be an object' }]);
      return;
    }
    const to = { ...doing, channel, message: null };
    const refusal = takeMessage(this.#world, to, json, `answer to ${name}`);
    if (refusal !== null) this.#notices.push(`${name} failed with the error "${refusal}"`);
  }

  async #press(found: Found): Promise<void> {
    this.#mustHaveNoDialog();
    const { element, option } = found;
    const go = async () => {
      const url = textAt(element, 'url') || (option === undefined ? '' : textAt(option, 'url'));
      if (url !== '') this.opened.push(plain(url));
      await this.#dispatch(found);
    };
    if (isObject(element.confirm)) this.#ask(found, element.confirm, go);
    else await go();
  }

  #ask(found: Found, confirm: JsonObject, go: () => Promise<void>): void {
    const word = (field: string) => {
      const text = confirm[field];
      return isObject(text) ? plain(textAt(text, 'text')) : '';
    };
    const texts = { title: word('title'), text: word('text'), confirm: word('confirm'), deny: word('deny') };
    this.#dialog = { found, texts, go };
  }

  async #choose(found: Found, value: StateValue): Promise<void> {
    const { confirm } = found.element;
    const go = () => this.#enter(found, value, 'chosen');
    if (isObject(confirm)) this.#ask(found, confirm, go);
    else await go();
  }

  async #enter(found: Found, value: StateValue, how: 'typed' | 'chosen'): Promise<void> {
    const { surface, block, element } = found;
    const state = surface.kind === 'message' ? surface.state : surface.view.state;
    state[block.block_id] = { ...state[block.block_id], [element.action_id]: value };
    if (surface.kind !== 'message') {
      const { [block.block_id]: _, ...others } = surface.view.errors;
      surface.view.errors = others;
    }
    const isTold =
      how === 'chosen' ? isDispatched(found) : triggersOf(found).includes('on_character_entered');
    if (isTold) await this.#dispatch(found, value);
  }

  async #dispatch(found: Found, value?: StateValue): Promise<void> {
    const { surface, block, element } = found;
    const state = surface.kind === 'message' ? surface.state : surface.view.state;
    const action = actionOf(this.#world, found, value ?? state[block.block_id]?.[element.action_id]);
    const doing = this.#doing(surface);
    const payload =
      surface.kind === 'message'
        ? messageActions(this.#world, doing, surface.message, surface.state, [action])
        : viewActions(this.#world, doing, surface.view, [action]);
    const heard = await this.#deliveries.interaction(payload);
    if (heard.failure === null) return;
    blameDelivery(this.#world, 'block_actions', heard);
    this.#notices.push(
      heard.failure === 'http_timeout'
        ? 'Operation timed out. Apps need to respond within 3 seconds.'
        : `This app responded with Status Code ${heard.status}`,
    );
  }

  #takeSuggestions(heard: Delivered): readonly Choice[] {
    blameDelivery(this.#world, 'block_suggestion', heard);
    if (heard.failure !== null) return [];
    const json = parsed(heard.body);
    const flaws = checkSuggestions(json);
    blame(this.#world, 'answer to block_suggestion', flaws);
    if (flaws.length > 0 || !isObject(json)) return [];
    const groups = Array.isArray(json.option_groups) ? json.option_groups.filter(isObject) : [];
    return [json.options, ...groups.map(({ options }) => options)]
      .flat()
      .filter(isObject) as unknown as Choice[];
  }

  #responseUrls(view: View, doing: Doing): readonly JsonObject[] {
    return elementsOf(view.content.blocks as never).flatMap(({ element, block }) => {
      const value = view.state[block.block_id]?.[element.action_id];
      const channel = this.#world.channels.get(
        String(value?.selected_conversation ?? value?.selected_channel),
      );
      if (element.response_url_enabled !== true || channel === undefined) return [];
      return [
        {
          block_id: block.block_id,
          action_id: element.action_id,
          channel_id: channel.id,
          response_url: newResponseUrl(this.#world, { ...doing, kind: 'app', channel, message: null }),
        },
      ];
    });
  }

  #takeSubmissionAnswer(view: View, heard: Delivered): void {
    if (heard.body === '') {
      view.isOpen = false;
      return;
    }
    const trouble = this.#actOnAnswer(view, heard);
    if (trouble === null) return;
    blame(this.#world, 'answer to view_submission', [trouble]);
    this.#notices.push(TROUBLE);
  }

  /** Null, or what is wrong with the answer. */
  #actOnAnswer(view: View, heard: Delivered): { pointer: string; message: string } | null {
    const answer = heard.contentType.startsWith('application/json') ? parsed(heard.body) : undefined;
    if (!isObject(answer))
      return { pointer: '', message: `must be JSON or empty: ${heard.body.slice(0, 100)}` };
    switch (answer.response_action) {
      case 'errors':
        return takeErrors(view, answer.errors);
      case 'clear':
        closeAll(this.#world, this.record);
        return null;
      case 'update':
      case 'push':
        return this.#takeView(view, answer.response_action, answer.view);
      default:
        return { pointer: '/response_action', message: 'must be one of: errors, update, push, clear' };
    }
  }

  #takeView(
    view: View,
    how: 'update' | 'push',
    content: unknown,
  ): { pointer: string; message: string } | null {
    if (isTooLarge(content)) return { pointer: '/view', message: 'view_too_large' };
    const flaws = checkView(content, 'modal');
    const [first, ...more] = flaws;
    blame(this.#world, 'answer to view_submission', more);
    if (first !== undefined) return first;
    try {
      refuseTakenExternalId(this.#world, content as never, how === 'update' ? view : null);
      if (how === 'update') replaceView(this.#world, view, content as never);
      else pushView(this.#world, view, content as never);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return { pointer: '/view', message: error.code };
      throw error;
    }
  }
}

const keyOf = ({ block, element }: Found): string => `${block.block_id}/${element.action_id}`;

const commandError = ({ failure, status }: Delivered): string => {
  if (failure === 'http_timeout') return 'operation_timeout';
  if (failure === 'connection_failed') return 'dispatch_failed';
  return status >= 500 ? 'http_service_error' : 'http_client_error';
};

/** Outside of input blocks everything is told at once; inside only where the block says so. */
const isDispatched = ({ block }: Found): boolean => block.type !== 'input' || block.dispatch_action === true;

function triggersOf(found: Found): readonly string[] {
  if (!isDispatched(found)) return [];
  const config = found.element.dispatch_action_config;
  const on = isObject(config) ? config.trigger_actions_on : undefined;
  return Array.isArray(on) ? on : ['on_enter_pressed'];
}

function actionOf(
  world: World,
  { element, block, option }: Found,
  value: StateValue | undefined,
): JsonObject {
  const { type, action_id, text, placeholder, style, url } = element;
  const chosenHere = { ...(value ?? {}) };
  return {
    type,
    action_id,
    block_id: block.block_id,
    ...(type === 'button'
      ? {
          text,
          ...(element.value === undefined ? {} : { value: element.value }),
          ...(style === undefined ? {} : { style }),
          ...(url === undefined ? {} : { url }),
        }
      : {}),
    ...(type === 'overflow' ? { selected_option: option } : {}),
    ...(type === 'button' || type === 'overflow' ? {} : chosenHere),
    ...(placeholder === undefined ? {} : { placeholder }),
    action_ts: `${Math.floor(world.now() / 1000)}.${String(world.next()).padStart(6, '0')}`,
  };
}

/** Errors beside fields: every key names an input block of the view, or nothing is shown at all. */
function takeErrors(view: View, errors: unknown): { pointer: string; message: string } | null {
  if (!isObject(errors) || Object.keys(errors).length === 0) {
    return { pointer: '/errors', message: 'must be an object of texts by block_id' };
  }
  const inputs = (view.content.blocks as readonly { type: string; block_id?: string }[])
    .filter(({ type }) => type === 'input')
    .map(({ block_id: id }) => id);
  for (const [key, text] of Object.entries(errors)) {
    if (!inputs.includes(key)) {
      return {
        pointer: `/errors/${key}`,
        message: `must be the block_id of an input block: ${inputs.join(', ')}`,
      };
    }
    if (typeof text !== 'string' || text === '' || text.length > 3000) {
      return { pointer: `/errors/${key}`, message: 'must be a text' };
    }
  }
  view.errors = errors as Record<string, string>;
  return null;
}
