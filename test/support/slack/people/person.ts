/**
 * A person at their screen. Everything is found by what can be read there, and done as Slack's own client does it: what the
 * client would not send, is not sent; what it would show, is on the screen (`sees()`).
 */
import { checkSuggestions } from '../block-kit/surfaces.ts';
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
import { plain } from '../render/mrkdwn.ts';
import { newResponseUrl, takeMessage } from '../response-url.ts';
import { type Element, elementsOf } from '../surface-state.ts';
import { addMessage } from '../web-api/chat.ts';
import { extensionOf, fileJson, makeFile } from '../web-api/files.ts';
import { viewJson } from '../web-api/views.ts';
import {
  blame,
  type Channel,
  type Choice,
  directMessages,
  installationOf,
  type StateValue,
  stackOf,
  type User,
  type View,
  type World,
} from '../world.ts';
import { actionOf, isDispatched, triggersOf } from './acting.ts';
import { chosenValue, clientErrors, isChoice, isPicker, isTyped, offered, typedValue } from './entering.ts';
import { escaped } from './escaped.ts';
import { type Found, findButton, findField, NotFound, type Where } from './finding.ts';
import { type ChannelHandle, MessageHandle } from './handles.ts';
import { Screen } from './screen.ts';
import { takeSubmissionAnswer } from './submission-answer.ts';
import { type Surface, stateOfSurface } from './surface.ts';

export interface On extends Where {
  /** A message, or a text that it contains. */
  readonly on?: MessageHandle | string;
}

export interface Upload {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly mimetype?: string;
}

/** What Slack says of a modal whose app does not answer, or answers what makes no sense. */
const TROUBLE = 'We had some trouble connecting. Try again?';

export class Person {
  readonly record: User;
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #screen: Screen;
  readonly #suggested = new Map<string, readonly Choice[]>();
  /** Addresses that buttons opened in the browser, the latest last. */
  readonly opened: string[] = [];

  constructor(world: World, deliveries: Deliveries, record: User) {
    this.#world = world;
    this.#deliveries = deliveries;
    this.#screen = new Screen(world, record);
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  // --- Looking ---

  /** Goes to a channel (`#name`). */
  lookAt(channel: string | ChannelHandle): void {
    this.#screen.goTo(this.#screen.channel(channel));
  }

  /** Opens the app's Home tab, which the app hears of. */
  async openHome(): Promise<void> {
    this.#screen.goTo('home');
    await this.#openTab('home');
  }

  /** Opens the app's Messages tab; the same event tells the app of it, with another `tab`. */
  async openMessages(): Promise<void> {
    this.lookAt('app');
    await this.#openTab('messages');
  }

  async #openTab(tab: 'home' | 'messages'): Promise<void> {
    const installation = this.#screen.installation();
    const view = tab === 'home' ? this.#screen.home() : null;
    const event = {
      type: 'app_home_opened',
      user: this.id,
      channel: directMessages(this.#world, installation, this.record).id,
      tab,
      ...(view === null ? {} : { view: viewJson(this.#world, view) }),
    };
    const heard = await this.#deliveries.event({ team: this.record.team, installation }, event);
    if (heard !== null) blameDelivery(this.#world, 'app_home_opened', heard);
  }

  /** Everything on the screen: a dialog, else the modal on top, else Home or the channel. */
  sees(): string {
    return this.#screen.sees();
  }

  /** The modal on top as text; null where none is open. */
  modal(): string | null {
    const view = this.#screen.top();
    return view === null ? null : this.#screen.text({ kind: 'modal', view });
  }

  /** The Home tab as text; null where the app has published none. */
  home(): string | null {
    const view = this.#screen.home();
    return view === null ? null : this.#screen.text({ kind: 'home', view });
  }

  /** What the person sees in a channel, with what only they see; the oldest first. `'app'`: the messages with the app. */
  messages(channel: string | ChannelHandle): readonly MessageHandle[] {
    return this.#screen
      .messagesIn(this.#screen.channel(channel))
      .map((each) => new MessageHandle(this.#world, each, this.record));
  }

  /** The screen as a page of its own. */
  html(): string {
    return this.#screen.html();
  }

  // --- Doing ---

  /** Says something in a channel, as people do among themselves. */
  says(
    text: string,
    { in: where, reply }: { readonly in: string | ChannelHandle; readonly reply?: MessageHandle },
  ): MessageHandle {
    const message = addMessage(this.#world, {
      channel: this.#screen.channel(where),
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

  /** Types a slash command, in the channel on the screen or `in` another. Answers what came up. */
  async command(line: string, { in: where }: { readonly in?: string | ChannelHandle } = {}): Promise<string> {
    const { place } = this.#screen;
    const channel =
      where === undefined && place !== null && place !== 'home'
        ? place
        : this.#screen.channel(where ?? 'app');
    this.#screen.goTo(channel);
    const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    const installation = installationOf(this.#world, this.record.team);
    return this.#screen.appearing(async () => {
      if (installation === null || !this.#world.app.commands.includes(name)) {
        this.#screen.notices.push(`${name} is not a valid command.`);
        return;
      }
      const doing = { user: this.record, installation };
      const text = escaped(this.#world, this.record, rest.trim());
      const heard = await this.#deliveries.form(commandFields(this.#world, doing, { name, text, channel }));
      blameDelivery(this.#world, name, heard);
      const error =
        heard.failure === null ? this.#takeCommandAnswer(heard, doing, channel, name) : errorOf(heard);
      if (error !== null) this.#screen.notices.push(`${name} failed with the error "${error}"`);
    });
  }

  #takeCommandAnswer(heard: Delivered, doing: Doing, channel: Channel, name: string): string | null {
    if (heard.body === '') return null;
    const isJson = heard.contentType.startsWith('application/json');
    const json = isJson ? parsed(heard.body) : { text: heard.body };
    if (isObject(json)) {
      return takeMessage(this.#world, { ...doing, channel, message: null }, json, `answer to ${name}`);
    }
    blame(this.#world, `answer to ${name}`, [{ pointer: '', message: 'must be an object' }]);
    return 'invalid_payload';
  }

  /** Presses a button, or chooses from a "…" menu. One with a confirm dialog waits for `confirm()` or `dismiss()`. */
  async click(text: string, on: On = {}): Promise<string> {
    this.#screen.mustHaveNoDialog();
    const found = findButton(this.#world, this.#screen.surfaces(on.on), text, on);
    const url = textAt(found.option ?? found.element, 'url');
    return this.#afterAsking(found, async () => {
      if (url !== '') this.opened.push(plain(url));
      await this.#dispatch(found);
    });
  }

  /** Says yes in the confirm dialog. */
  async confirm(): Promise<string> {
    const { dialog } = this.#screen;
    if (dialog === null) throw new Error('there is no dialog to confirm');
    this.#screen.dialog = null;
    return this.#screen.appearing(dialog.go);
  }

  /** Says no in the confirm dialog. */
  dismiss(): void {
    if (this.#screen.dialog === null) throw new Error('there is no dialog to dismiss');
    this.#screen.dialog = null;
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

  /**
   * Chooses from a menu, radio buttons or checkboxes by the options' texts; an empty list takes the choice back. Where the
   * app looks the options up, the text is typed first, unless a search came before.
   */
  async select(label: string, choice: string | readonly string[], on: On = {}): Promise<string> {
    const found = this.#field(label, isChoice, on);
    const texts = typeof choice === 'string' ? [choice] : choice;
    const [first] = texts;
    const isAsked = found.element.type.includes('external') && !this.#suggested.has(keyOf(found));
    if (isAsked && first !== undefined) await this.search(label, first, on);
    const options = offered(this.#world, found.element, this.#suggested.get(keyOf(found)) ?? []);
    const value = chosenValue(found.element, options, texts);
    return this.#afterAsking(found, () => this.#enter(found, value, 'chosen'));
  }

  /** Types into a menu whose options the app looks up. Answers the options' texts; none while too little is typed. */
  async search(label: string, typed: string, on: On = {}): Promise<readonly string[]> {
    const found = this.#field(label, ({ type }) => type.includes('external'), on);
    const { element, block, surface } = found;
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    if (typed.length < least) return [];
    const asked = { block_id: block.block_id, action_id: element.action_id, value: typed };
    const where = surface.kind === 'message' ? { message: surface.message } : { view: surface.view };
    const heard = await this.#deliveries.interaction(
      suggestion(this.#world, this.#doing(surface), where, asked),
    );
    const options = this.#suggestionsIn(heard);
    this.#suggested.set(keyOf(found), options);
    return options.map((option) => plain(option.text.text));
  }

  #suggestionsIn(heard: Delivered): readonly Choice[] {
    blameDelivery(this.#world, 'block_suggestion', heard);
    if (heard.failure !== null) return [];
    const json = parsed(heard.body);
    const flaws = checkSuggestions(json);
    blame(this.#world, 'answer to block_suggestion', flaws);
    if (flaws.length > 0 || !isObject(json)) return [];
    const groups = Array.isArray(json.option_groups) ? json.option_groups.filter(isObject) : [];
    const options = [json.options, ...groups.map((group) => group.options)].flat().filter(isObject);
    return options as unknown as readonly Choice[];
  }

  /** Adds a file to a file field. */
  async upload(label: string, file: Upload, on: On = {}): Promise<void> {
    const found = this.#field(label, ({ type }) => type === 'file_input', on);
    const { element, block, surface } = found;
    const { filetypes, max_files: most = 10 } = element;
    if (Array.isArray(filetypes) && !filetypes.includes(extensionOf(file.name))) {
      throw new Error(`Slack takes only ${filetypes.join(', ')} there, not ${file.name}`);
    }
    const before = stateOfSurface(surface)[block.block_id]?.[element.action_id]?.files;
    const files = Array.isArray(before) ? before : [];
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

  /** Takes the files out of a file field. */
  async removeFiles(label: string, on: On = {}): Promise<void> {
    const found = this.#field(label, ({ type }) => type === 'file_input', on);
    await this.#enter(found, { type: 'file_input', files: [] }, 'chosen');
  }

  /** Submits the modal on top. What Slack's client objects to is shown beside the fields and not sent. */
  async submit(): Promise<string> {
    const view = this.#screen.mustHaveTop();
    if (view.content.type !== 'modal' || view.content.submit === undefined) {
      throw new NotFound(`there is nothing to submit:\n${this.sees()}`);
    }
    return this.#screen.appearing(async () => {
      view.errors = clientErrors(elementsOf(view.content.blocks), view.state);
      if (Object.keys(view.errors).length > 0) return;
      const doing = { user: this.record, installation: view.installation };
      const heard = await this.#deliveries.interaction(
        viewSubmission(this.#world, doing, view, view.state, this.#responseUrls(view, doing)),
      );
      blameDelivery(this.#world, 'view_submission', heard);
      const isDone = heard.failure === null && takeSubmissionAnswer(this.#world, view, heard);
      if (!isDone) this.#screen.notices.push(TROUBLE);
    });
  }

  /** Addresses for answers into the conversations that were chosen in menus with `response_url_enabled`. */
  #responseUrls(view: View, doing: Doing): readonly JsonObject[] {
    return elementsOf(view.content.blocks).flatMap(({ element, block }) => {
      const value = view.state[block.block_id]?.[element.action_id];
      const id = value?.selected_conversation ?? value?.selected_channel;
      const channel = this.#world.channels.get(String(id));
      if (element.response_url_enabled !== true || channel === undefined) return [];
      const url = newResponseUrl(this.#world, { ...doing, kind: 'app', channel, message: null });
      const { block_id } = block;
      return [{ block_id, action_id: element.action_id, channel_id: channel.id, response_url: url }];
    });
  }

  /** Closes the modal on top (its Close or Back button); `all` is the ✕, which closes those below too. */
  async close({ all = false }: { readonly all?: boolean } = {}): Promise<void> {
    this.#screen.mustHaveNoDialog();
    const top = this.#screen.mustHaveTop();
    const isCleared = all || (top.content.type === 'modal' && top.content.clear_on_close === true);
    const closing = isCleared ? [...stackOf(this.#world, this.record)].reverse() : [top];
    for (const view of closing) view.isOpen = false;
    for (const view of closing) {
      if (view.content.type !== 'modal' || view.content.notify_on_close !== true) continue;
      const doing = { user: this.record, installation: view.installation };
      const heard = await this.#deliveries.interaction(viewClosed(this.#world, doing, view, isCleared));
      blameDelivery(this.#world, 'view_closed', heard);
    }
  }

  // --- How it is done ---

  #field(label: string, isKind: (element: Element) => boolean, { on, ...where }: On): Found {
    this.#screen.mustHaveNoDialog();
    return findField(this.#world, this.#screen.surfaces(on), label, isKind, where);
  }

  #doing(surface: Surface): Doing {
    const { installation } = surface.kind === 'message' ? surface.message : surface.view;
    if (installation === null) throw new Error('there is nothing to act on in what a person said');
    return { user: this.record, installation };
  }

  /** Does it at once, or asks first where the element has a confirm dialog. */
  #afterAsking({ element: { confirm } }: Found, go: () => Promise<void>): Promise<string> {
    return this.#screen.appearing(async () => {
      if (!isObject(confirm)) return go();
      const word = (field: string) => {
        const text = confirm[field];
        return isObject(text) ? plain(textAt(text, 'text')) : '';
      };
      const [title, text, yes, no] = [word('title'), word('text'), word('confirm'), word('deny')];
      this.#screen.dialog = { title, text, confirm: yes, deny: no, go };
    });
  }

  async #enter(found: Found, value: StateValue, how: 'typed' | 'chosen'): Promise<void> {
    const { surface, block, element } = found;
    const state = stateOfSurface(surface);
    state[block.block_id] = { ...state[block.block_id], [element.action_id]: value };
    if (surface.kind !== 'message') {
      const { [block.block_id]: _, ...others } = surface.view.errors;
      surface.view.errors = others;
    }
    const isTold =
      how === 'chosen' ? isDispatched(found) : triggersOf(found).includes('on_character_entered');
    if (isTold) await this.#dispatch(found);
  }

  async #dispatch(found: Found): Promise<void> {
    const { surface, block, element } = found;
    const value = stateOfSurface(surface)[block.block_id]?.[element.action_id];
    const actions = [actionOf(this.#world, found, value)];
    const doing = this.#doing(surface);
    const payload =
      surface.kind === 'message'
        ? messageActions(this.#world, doing, surface.message, surface.state, actions)
        : viewActions(this.#world, doing, surface.view, actions);
    const heard = await this.#deliveries.interaction(payload);
    blameDelivery(this.#world, 'block_actions', heard);
    if (heard.failure !== null) this.#screen.notices.push(failureOf(heard));
    else if (heard.body !== '') {
      const message = `Slack does not read what is said here: ${heard.body.slice(0, 100)}`;
      blame(this.#world, 'answer to block_actions', [{ pointer: '', message }]);
    }
  }
}

const keyOf = ({ surface, block, element }: Found): string => {
  const place = surface.kind === 'message' ? surface.message.ts : surface.view.id;
  return `${place}/${block.block_id}/${element.action_id}`;
};

/** The codes in Slack's own words about a command. */
function errorOf({ failure, status }: Delivered): string {
  if (failure === 'http_timeout') return 'operation_timeout';
  if (failure === 'connection_failed') return 'dispatch_failed';
  return status >= 500 ? 'http_service_error' : 'http_client_error';
}

const failureOf = ({ failure, status }: Delivered): string =>
  failure === 'http_timeout'
    ? 'Operation timed out. Apps need to respond within 3 seconds.'
    : `This app responded with Status Code ${status}`;
