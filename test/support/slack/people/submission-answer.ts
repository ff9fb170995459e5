/** What an app may answer to a view_submission. docs.slack.dev/surfaces/modals#updating_response and neighbours */
import { checkView, type Flaw, isTooLarge } from '../block-kit/surfaces.ts';
import type { Delivered } from '../deliveries.ts';
import { below, isObject, parsed } from '../json.ts';
import { Refusal } from '../web-api/method.ts';
import { closeAll, pushView, refuseUnusable, replaceView } from '../web-api/views.ts';
import { blame, type View, type World } from '../world.ts';

/** Does what was answered. False: Slack could not, and the person reads that connecting was trouble. */
export function takeSubmissionAnswer(world: World, view: View, heard: Delivered): boolean {
  if (heard.body === '') {
    view.isOpen = false;
    return true;
  }
  const flaws = flawsOf(world, view, heard);
  blame(world, 'answer to view_submission', flaws);
  return flaws.length === 0;
}

function flawsOf(world: World, view: View, heard: Delivered): readonly Flaw[] {
  const answer = heard.contentType.startsWith('application/json') ? parsed(heard.body) : undefined;
  if (!isObject(answer)) {
    return [{ pointer: '', message: `must be JSON or empty: ${heard.body.slice(0, 100)}` }];
  }
  switch (answer.response_action) {
    case 'errors':
      return takeErrors(view, answer.errors);
    case 'clear':
      closeAll(world, view.user);
      return [];
    case 'update':
    case 'push':
      return takeView(world, view, answer.response_action, answer.view);
    default:
      return [{ pointer: '/response_action', message: 'must be one of: errors, update, push, clear' }];
  }
}

/** Every key names an input block of the view, or nothing is shown at all (bolt-js #554, #1208). */
function takeErrors(view: View, errors: unknown): readonly Flaw[] {
  if (!isObject(errors) || Object.keys(errors).length === 0) {
    return [{ pointer: '/errors', message: 'must be an object of texts by block_id' }];
  }
  const inputs = view.content.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);
  const flaws = Object.entries(errors).flatMap(([key, text]): Flaw[] => {
    const pointer = below('/errors', key);
    if (!inputs.includes(key)) {
      return [{ pointer, message: `must be the block_id of an input block: ${inputs.join(', ')}` }];
    }
    return typeof text === 'string' && text !== '' ? [] : [{ pointer, message: 'must be a text' }];
  });
  if (flaws.length === 0) view.errors = errors as Record<string, string>;
  return flaws;
}

function takeView(world: World, view: View, how: 'update' | 'push', content: unknown): readonly Flaw[] {
  if (isTooLarge(content)) return [{ pointer: '/view', message: 'view_too_large' }];
  const flaws = checkView(content, 'modal');
  if (flaws.length > 0) return flaws;
  const modal = content as View['content'];
  try {
    refuseUnusable(world, view.installation, modal, how === 'update' ? view : null);
    if (how === 'update') replaceView(world, view, modal);
    else pushView(world, view, modal);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return [{ pointer: '/view', message: error.code }];
    throw error;
  }
}
