/** What an HTTP add-on may answer: a card on top, a card in place of the one shown, or a question of Google's own. */
import type { Card } from './widgets.ts';

/** To a trigger: the panel was opened. */
export const pushed = (card: Card) => ({ action: { navigations: [{ pushCard: card }] } });

/** To a button. */
export const updated = (card: Card, notification?: string) => ({
  renderActions: {
    action: {
      navigations: [{ updateCard: card }],
      ...(notification === undefined ? {} : { notification: { text: notification } }),
    },
  },
});

/** Google asks the person whether the add-on may see this spreadsheet. */
export const scopeRequest = () => ({
  renderActions: { hostAppAction: { editorAction: { requestFileScopeForActiveDocument: {} } } },
});
