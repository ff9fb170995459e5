/** The three things a person acts on: a message, a modal, the Home tab. */
import type { AnyBlock } from '@slack/types';
import { type Names, plain } from '../render/mrkdwn.ts';
import { type Shown, showBlocks } from '../render/shown.ts';
import { shownText } from '../render/text.ts';
import type { Message, SurfaceState, User, View, World } from '../world.ts';

export type Surface =
  | { readonly kind: 'message'; readonly message: Message; readonly state: SurfaceState }
  | { readonly kind: 'modal' | 'home'; readonly view: View };

export const blocksOf = (surface: Surface): readonly AnyBlock[] =>
  surface.kind === 'message' ? surface.message.blocks : (surface.view.content.blocks as readonly AnyBlock[]);

export const stateOfSurface = (surface: Surface): SurfaceState =>
  surface.kind === 'message' ? surface.state : surface.view.state;

export function namesFor(world: World, viewer: User | null): Names {
  return {
    user: (id) => world.users.get(id)?.name,
    channel: (id) => world.channels.get(id)?.name,
    timeZone: viewer?.timeZone ?? 'Australia/Melbourne',
  };
}

export function shownOn(world: World, surface: Surface, viewer: User | null): readonly Shown[] {
  const names = namesFor(world, viewer);
  if (surface.kind === 'message' && surface.message.blocks.length === 0) {
    const text = { type: 'mrkdwn', text: surface.message.text } as const;
    return showBlocks([{ type: 'section', text }], { names, state: {}, errors: {} });
  }
  const errors = surface.kind === 'message' ? {} : surface.view.errors;
  return showBlocks(blocksOf(surface), { names, state: stateOfSurface(surface), errors });
}

/** A surface as text, with its frame: a modal's title and buttons, "Only visible to you". */
export function surfaceText(world: World, surface: Surface, viewer: User | null): string {
  const inside = shownText(shownOn(world, surface, viewer));
  if (surface.kind === 'message') {
    const { message } = surface;
    const lines = [
      inside,
      ...(message.onlyFor === null ? [] : ['Only visible to you']),
      ...(message.editedAt === null ? [] : ['(edited)']),
    ];
    return message.threadTs === null ? lines.join('\n') : `↳ ${lines.join('\n')}`;
  }
  const { content } = surface.view;
  if (content.type === 'home') return inside;
  const buttons = [
    content.close?.text ?? 'Cancel',
    ...(content.submit === undefined ? [] : [content.submit.text]),
  ];
  return [
    `== ${plain(content.title.text)} ==`,
    inside,
    buttons.map((text) => `[${plain(text)}]`).join(' '),
  ].join('\n');
}

/** How an error names a surface. */
export function nameOf(world: World, surface: Surface): string {
  if (surface.kind === 'modal')
    return `the modal "${surface.view.content.type === 'modal' ? surface.view.content.title.text : ''}"`;
  if (surface.kind === 'home') return 'the Home tab';
  return `the message "${surfaceText(world, surface, null).split('\n')[0]}"`;
}
