import type { SlackStore } from '#app/ports/slack.ts';
import type { Database } from '../database.ts';
import { makeSlackEvents } from './slack-events.ts';
import { makeSlackInstallations } from './slack-installations.ts';
import { makeSlackLinks } from './slack-links.ts';
import { makeSlackMessages } from './slack-messages.ts';

export const makeSlackStore = (db: Database): SlackStore => ({
  ...makeSlackInstallations(db),
  ...makeSlackEvents(db),
  ...makeSlackMessages(db),
  ...makeSlackLinks(db),
});
