/** Provisioning in Slack, on Node with its own database file. */
import { it } from 'vitest';
import { aSlackOffice } from '#test/support/slack-office.ts';
import { SLACK_STORIES } from './slack-stories.ts';

it.each(Object.entries(SLACK_STORIES))('%s', async (_, story) => story(await aSlackOffice()));
