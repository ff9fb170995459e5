/** Where Google Drive announces that a spreadsheet was changed. Nothing is signed: channel, resource and token have to fit. */
import type { Services } from '#app/services.ts';
import { problem } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';

export function googleHookRoutes({ sheets }: Pick<Services, 'sheets'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/hooks/google/drive',
      tag: 'Webhooks in',
      summary: 'Take an announcement of Google Drive',
      description:
        'A hint that a spreadsheet was changed: it is read a minute after the last of them. Known by X-Goog-Channel-ID, X-Goog-Resource-ID and the secret X-Goog-Channel-Token that its channel was opened with.',
      power: 'open',
      answers: { 204: { description: 'Taken.' } },
      problems: [401],
    }),
    async (c) => {
      const header = (name: string) => c.req.header(name) ?? '';
      const isKnown = await sheets.announceChange({
        channelId: header('x-goog-channel-id'),
        resourceId: header('x-goog-resource-id'),
        token: header('x-goog-channel-token'),
        state: header('x-goog-resource-state'),
      });
      return isKnown
        ? c.body(null, 204)
        : problem(
            c,
            401,
            'channel_unknown',
            'No spreadsheet is watched by this channel, or its resource or token do not fit.',
          );
    },
  );

  return router;
}
