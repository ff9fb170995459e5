import { and, eq } from 'drizzle-orm';
import type { SlackMessages } from '#app/ports/slack.ts';
import type { Database } from '../database.ts';
import { slackMessage } from '../schema/index.ts';

export const makeSlackMessages = (db: Database): SlackMessages => ({
  async message(installationId, subject) {
    const [row] = await db.orm
      .select({ channel: slackMessage.channel, ts: slackMessage.ts })
      .from(slackMessage)
      .where(and(eq(slackMessage.installationId, installationId), eq(slackMessage.subject, subject)));
    return row ?? null;
  },

  async saveMessage(installationId, subject, message) {
    await db.write([
      db.orm
        .insert(slackMessage)
        .values({ installationId, subject, ...message })
        .onConflictDoUpdate({ target: [slackMessage.installationId, slackMessage.subject], set: message }),
    ]);
  },
});
