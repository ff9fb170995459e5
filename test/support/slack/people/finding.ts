/** Finding things by what people read: buttons by their text, fields by their label. */
import type { AnyBlock } from '@slack/types';
import { isObject, type JsonObject, textAt } from '../json.ts';
import { inlineText, plain } from '../render/mrkdwn.ts';
import { showBlocks } from '../render/shown.ts';
import { shownText } from '../render/text.ts';
import { type Element, elementsOf, type Placed } from '../surface-state.ts';
import type { World } from '../world.ts';
import { blocksOf, nameOf, namesFor, type Surface, stateOfSurface } from './surface.ts';

export interface Found extends Placed {
  readonly surface: Surface;
  /** What was clicked of an overflow menu. */
  readonly option?: JsonObject;
}

export interface Where {
  /** Only next to a section (or below a header) that contains this text. */
  readonly within?: string;
}

/** What is not on the screen, or there more than once, with what there is. Nothing was done: it may be tried again. */
export class NotFound extends Error {}

const wordOf = (value: unknown): string => (isObject(value) ? plain(textAt(value, 'text')) : '');

/** What can be clicked, by its text: buttons, and entries of overflow menus. */
function clickable(
  surface: Surface,
  { element, block }: Placed,
): readonly (Found & { readonly name: string })[] {
  if (element.type === 'button') return [{ surface, element, block, name: wordOf(element.text) }];
  if (element.type !== 'overflow') return [];
  const options = (Array.isArray(element.options) ? element.options : []).filter(isObject);
  return options.map((option) => ({ surface, element, block, option, name: wordOf(option.text) }));
}

export function findButton(world: World, surfaces: readonly Surface[], text: string, where: Where): Found {
  const all = surfaces.flatMap((surface) =>
    placedOn(world, surface, where).flatMap((placed) => clickable(surface, placed)),
  );
  return only(
    world,
    all.filter(({ name }) => name === text),
    {
      what: `button "${text}"`,
      where: surfaces,
      within: where.within,
      there: all.map(({ name }) => name),
    },
  );
}

/** The names a field goes by: its label, its placeholder, the text it stands next to. */
function fieldNames(world: World, surface: Surface, { element, block }: Placed): readonly string[] {
  const names = namesFor(world, null);
  const beside =
    block.type === 'section'
      ? showBlocks([block], { names, state: {}, errors: {} }).flatMap((shown) =>
          shown.kind === 'section' ? [inlineText(shown.text)] : [],
        )
      : [];
  return [block.type === 'input' ? wordOf(block.label) : '', wordOf(element.placeholder), ...beside].filter(
    (name) => name !== '' && surface !== undefined,
  );
}

export function findField(
  world: World,
  surfaces: readonly Surface[],
  label: string,
  isKind: (element: Element) => boolean,
  where: Where,
): Found {
  const all = surfaces.flatMap((surface) =>
    placedOn(world, surface, where)
      .filter(({ element }) => element.type !== 'button' && element.type !== 'overflow')
      .map((placed) => ({ surface, ...placed, names: fieldNames(world, surface, placed) })),
  );
  const named = all.filter(({ names }) => names.includes(label));
  const fitting = named.filter(({ element }) => isKind(element));
  if (named.length > 0 && fitting.length === 0) {
    throw new NotFound(`"${label}" is a ${named[0]?.element.type}: that cannot be done with it`);
  }
  return only(world, fitting, {
    what: `field "${label}"`,
    where: surfaces,
    within: where.within,
    there: all.map(({ names, element }) => names[0] ?? `(${element.type} without a name)`),
  });
}

function only<T extends Found>(
  world: World,
  found: readonly T[],
  {
    what,
    where,
    within,
    there,
  }: {
    readonly what: string;
    readonly where: readonly Surface[];
    readonly within: string | undefined;
    readonly there: readonly string[];
  },
): T {
  const [one, ...more] = found;
  if (one !== undefined && more.length === 0) return one;
  const places = where.map((surface) => nameOf(world, surface)).join(', ') || 'an empty screen';
  const near = within === undefined ? '' : ` near "${within}"`;
  if (one === undefined) {
    throw new NotFound(
      `no ${what}${near} on ${places}; there is: ${there.map((name) => `"${name}"`).join(', ') || 'nothing'}`,
    );
  }
  throw new NotFound(
    `${found.length} times ${what}${near} on ${found.map(({ surface }) => nameOf(world, surface)).join(' and ')}: say which (on, within)`,
  );
}

/** The elements of a surface, or of the part of it that belongs to a text. */
function placedOn(world: World, surface: Surface, { within }: Where): readonly Placed[] {
  const blocks = blocksOf(surface);
  if (within === undefined) return elementsOf(blocks);
  return elementsOf(partsWith(world, surface, blocks, within));
}

/** Blocks that contain a text, each with those that follow up to the next section, header or divider. */
function partsWith(
  world: World,
  surface: Surface,
  blocks: readonly AnyBlock[],
  text: string,
): readonly AnyBlock[] {
  const around = { names: namesFor(world, null), state: stateOfSurface(surface), errors: {} };
  const starts = blocks.flatMap((block, index) =>
    shownText(showBlocks([block], around)).includes(text) ? [index] : [],
  );
  const kept = new Set<AnyBlock>();
  for (const start of starts) {
    const stops = blocks[start]?.type === 'header' ? ['header', 'divider'] : ['header', 'section', 'divider'];
    const end = blocks.findIndex((block, index) => index > start && stops.includes(block.type));
    for (const block of blocks.slice(start, end < 0 ? undefined : end)) kept.add(block);
  }
  return blocks.filter((block) => kept.has(block));
}
