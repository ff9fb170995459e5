/** views.*: modals and the Home tab. docs.slack.dev/reference/methods/views.open and neighbours. */
import type { HomeView, ModalView } from '@slack/types';
import { checkView, isTooLarge } from '../block-kit/surfaces.ts';
import { isObject, type JsonObject } from '../json.ts';
import { stateOf } from '../surface-state.ts';
import {
  blame,
  type Channel,
  homeOf,
  type Installation,
  keep,
  newId,
  stackOf,
  type Trigger,
  type User,
  type View,
  type World,
} from '../world.ts';
import { refuseFlaws } from './chat.ts';
import { type Call, knownUser, type Method, needScopes, Refusal, textOf } from './method.ts';

const TRIGGER_LIVES_MS = 3000;
const STACK_HEIGHT = 3;

export const views: Readonly<Record<string, Method>> = {
  'views.open': {
    args: { trigger_id: 'text!', view: 'json!' },
    run(call) {
      const view = readView(call, 'modal', null);
      const trigger = takeTrigger(call);
      closeAll(call.world, trigger.user);
      return { view: viewJson(call.world, openView(call.world, trigger, view, null)) };
    },
  },
  'views.push': {
    args: { trigger_id: 'text!', view: 'json!' },
    run(call) {
      const view = readView(call, 'modal', null);
      const trigger = takeTrigger(call);
      const stack = stackOf(call.world, trigger.user);
      const top = stack.at(-1);
      if (trigger.view === null || top === undefined) throw new Refusal('not_found');
      return { view: viewJson(call.world, pushView(call.world, top, view)) };
    },
  },
  'views.update': {
    args: { view: 'json!', view_id: 'text', external_id: 'text', hash: 'text' },
    run(call) {
      const { world, installation } = call;
      const [id, externalId] = [textOf(call, 'view_id'), textOf(call, 'external_id')];
      const found = [...world.views.values()].find((each) =>
        id === '' ? externalId !== '' && each.content.external_id === externalId : each.id === id,
      );
      if (found === undefined || !found.isOpen || found.installation !== installation) {
        throw new Refusal('not_found');
      }
      refuseOldHash(call, found);
      replaceView(world, found, readView(call, found.content.type as 'modal' | 'home', found));
      return { view: viewJson(world, found) };
    },
  },
  'views.publish': {
    args: { user_id: 'text!', view: 'json!', hash: 'text' },
    run(call) {
      const { world, installation } = call;
      const user = knownUser(call, textOf(call, 'user_id'));
      const found = homeOf(world, user, installation);
      const content = readView(call, 'home', found);
      if (found === null) {
        const made = makeView(world, {
          user,
          installation,
          content,
          previous: null,
          root: null,
          openedIn: null,
        });
        return { view: viewJson(world, made) };
      }
      refuseOldHash(call, found);
      replaceView(world, found, content);
      return { view: viewJson(world, found) };
    },
  },
};

function readView(call: Call, surface: 'modal' | 'home', replaced: View | null): ModalView | HomeView {
  const { world, method, args, installation } = call;
  if (isTooLarge(args.view)) {
    blame(world, method, [{ pointer: '/view', message: 'view_too_large' }]);
    throw new Refusal('view_too_large');
  }
  refuseFlaws(world, method, 'invalid_arguments', checkView(args.view, surface));
  const view = args.view as ModalView | HomeView;
  refuseUnusable(world, installation, view, replaced);
  return view;
}

/** What only Slack can know of a view: whether its external_id is taken, and whether the app may read the files it asks for. */
export function refuseUnusable(
  world: World,
  installation: Installation,
  view: ModalView | HomeView,
  replaced: View | null,
): void {
  const takesFiles = view.blocks.some(
    (block) => 'element' in block && isObject(block.element) && block.element.type === 'file_input',
  );
  if (takesFiles) needScopes(installation, 'files:read');
  const { external_id: id = '' } = view;
  const isTaken = [...world.views.values()].some(
    (each) => id !== '' && each.isOpen && each !== replaced && each.content.external_id === id,
  );
  if (isTaken) throw new Refusal('duplicate_external_id');
}

function refuseOldHash(call: Call, view: View): void {
  const hash = textOf(call, 'hash');
  if (hash !== '' && hash !== view.hash) throw new Refusal('hash_conflict');
}

function takeTrigger(call: Call): Trigger {
  const { world, installation } = call;
  const trigger = world.triggers.get(textOf(call, 'trigger_id'));
  if (trigger === undefined || trigger.installation !== installation) throw new Refusal('invalid_trigger_id');
  if (trigger.isUsed) throw new Refusal('exchanged_trigger_id');
  if (world.now() - trigger.madeAt > TRIGGER_LIVES_MS) throw new Refusal('expired_trigger_id');
  trigger.isUsed = true;
  return trigger;
}

export function closeAll(world: World, user: User): void {
  for (const view of stackOf(world, user)) view.isOpen = false;
}

interface NewView {
  readonly user: User;
  readonly installation: Installation;
  readonly content: ModalView | HomeView;
  readonly previous: string | null;
  readonly root: string | null;
  readonly openedIn: Channel | null;
}

function makeView(world: World, { root, ...view }: NewView): View {
  const id = newId(world, 'V');
  const content = { ...view.content, blocks: keep(world, view.content.blocks) } as ModalView | HomeView;
  const made: View = {
    ...view,
    id,
    root: root ?? id,
    content,
    hash: newHash(world),
    state: stateOf(content.blocks, {}, view.openedIn),
    errors: {},
    isOpen: true,
    options: {},
  };
  world.views.set(id, made);
  return made;
}

const newHash = (world: World): string =>
  `${Math.floor(world.now() / 1000)}.${world.next().toString(16).padStart(8, '0')}`;

function openView(world: World, trigger: Trigger, content: ModalView | HomeView, under: View | null): View {
  const { user, installation, channel } = trigger;
  return makeView(world, {
    user,
    installation,
    content,
    previous: under?.id ?? null,
    root: under?.root ?? null,
    openedIn: channel,
  });
}

/** On top of another; at most three. */
export function pushView(world: World, top: View, content: ModalView | HomeView): View {
  if (stackOf(world, top.user).length >= STACK_HEIGHT) throw new Refusal('push_limit_reached');
  const { user, installation, openedIn } = top;
  return makeView(world, { user, installation, content, previous: top.id, root: top.root, openedIn });
}

/** In place of what is there: inputs that keep their ids keep what was typed. */
export function replaceView(world: World, view: View, content: ModalView | HomeView): void {
  view.content = { ...content, blocks: keep(world, content.blocks) } as ModalView | HomeView;
  view.state = stateOf(view.content.blocks, view.state, view.openedIn);
  view.hash = newHash(world);
  view.errors = {};
}

/** A view as it is in answers and payloads. */
export function viewJson(world: World, view: View): JsonObject {
  const { content, installation, user } = view;
  const isModal = content.type === 'modal';
  return {
    id: view.id,
    team_id: user.team.id,
    type: content.type,
    blocks: content.blocks,
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    state: { values: view.state },
    hash: view.hash,
    title: isModal ? withEmoji(content.title) : { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: isModal ? (content.clear_on_close ?? false) : false,
    notify_on_close: isModal ? (content.notify_on_close ?? false) : false,
    close: isModal ? withEmoji(content.close) : null,
    submit: isModal ? withEmoji(content.submit) : null,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: world.app.id,
    external_id: content.external_id ?? '',
    app_installed_team_id: installation.team?.id ?? user.team.id,
    bot_id: installation.botId,
  };
}

const withEmoji = (text: unknown): unknown => (isObject(text) ? { emoji: true, ...text } : null);
