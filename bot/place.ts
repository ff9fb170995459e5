/** Where somebody clicked, and with that how they are answered and what has to be shown anew afterwards. */
import type { ModalView } from '@slack/types';
import type { Turn } from './turn.ts';

export type Place =
  /** a message that all in its channel see */
  | { readonly kind: 'card'; readonly responseUrl: string }
  /** a list that only this person sees, with what it showed */
  | { readonly kind: 'list'; readonly responseUrl: string; readonly state: string }
  | { readonly kind: 'home'; readonly state: string }
  | { readonly kind: 'modal'; readonly viewId: string; readonly metadata: string };

export interface Click {
  readonly actionId: string;
  /** of a button */
  readonly value: string;
  /** of a menu */
  readonly chosen: string | null;
  readonly triggerId: string;
  readonly place: Place;
  /** What stands in the fields of the view around it. */
  readonly fields: unknown;
  /** The view that it is in, as Slack has it. */
  readonly view: { readonly id: string; readonly hash: string } | null;
}

/** The part of Slack's block_actions that is read. */
interface ClickBody {
  readonly trigger_id: string;
  readonly response_url?: string;
  readonly view?: {
    readonly id: string;
    readonly hash: string;
    readonly type: 'home' | 'modal';
    readonly private_metadata: string;
    readonly state?: { readonly values: unknown };
  };
  readonly container?: { readonly is_ephemeral?: boolean };
  readonly state?: { readonly values: unknown };
  readonly actions: readonly {
    readonly action_id: string;
    readonly value?: string;
    readonly block_id?: string;
    readonly selected_option?: { readonly value: string } | null;
    readonly selected_date?: string | null;
    readonly selected_conversation?: string | null;
  }[];
}

export function readClick(
  body: ClickBody & { readonly message?: { readonly blocks?: readonly { block_id?: string }[] } },
): Click {
  const [action] = body.actions;
  const { view } = body;
  return {
    actionId: action?.action_id ?? '',
    value: action?.value ?? '',
    chosen: action?.selected_option?.value ?? action?.selected_date ?? action?.selected_conversation ?? null,
    triggerId: body.trigger_id,
    place: placeOf(body),
    fields: view?.state?.values ?? body.state?.values ?? {},
    view: view ? { id: view.id, hash: view.hash } : null,
  };
}

function placeOf(body: Parameters<typeof readClick>[0]): Place {
  const { view, response_url: responseUrl = '' } = body;
  if (view?.type === 'home') return { kind: 'home', state: view.private_metadata };
  if (view) return { kind: 'modal', viewId: view.id, metadata: view.private_metadata };
  if (body.container?.is_ephemeral === true) {
    const [action] = body.actions;
    return { kind: 'list', responseUrl, state: action?.block_id ?? '' };
  }
  return { kind: 'card', responseUrl };
}

/** Reads a place out of what a modal remembers. */
export const asPlace = (value: unknown): Place | null =>
  typeof value === 'object' && value !== null && 'kind' in value ? (value as Place) : null;

/** A modal on top of whatever is open. */
export async function openModal(
  { client }: Pick<Turn, 'client'>,
  { place, triggerId }: Pick<Click, 'place' | 'triggerId'>,
  view: ModalView,
): Promise<{ readonly id: string; readonly hash: string }> {
  const opened = await (place.kind === 'modal'
    ? client.views.push({ trigger_id: triggerId, view })
    : client.views.open({ trigger_id: triggerId, view }));
  return { id: opened.view?.id ?? '', hash: opened.view?.hash ?? '' };
}
