/**
 * The app as Slack is told of it: pasted into "Create an app from a manifest", or compared there with what is set. It is the
 * only place that says so; bot/manifest.json is written from it (npm run slack:manifest).
 */
import type { webApi } from '@slack/bolt';
import { BOT_SCOPES } from './scopes.ts';

/** Stands in bot/manifest.json where the address of an installation of Cardline belongs. */
export const EXAMPLE_URL = 'https://cardline.example.com';

/** Events that the bot listens to. */
export const BOT_EVENTS = ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] as const;

type Manifest = webApi.AppsManifestValidateArguments['manifest'];

/** `several` workspaces by OAuth, `one` by SLACK_BOT_TOKEN, or `local`: one, over Socket Mode to a developer's machine. */
export type ManifestKind = 'several' | 'one' | 'local';

/** @param url where people and Slack reach Cardline, without a slash at its end (CARDLINE_URL) */
export function manifestFor(url: string, kind: ManifestKind = 'several'): Manifest {
  const events = `${url}/slack/events`;
  // Over Socket Mode Slack calls nobody.
  const isCalled = kind !== 'local';
  return {
    _metadata: { major_version: 2, minor_version: 0 },
    display_information: {
      name: 'Cardline',
      description: 'Orders, provisioning and billing of telecom and internet providers.',
      long_description:
        'Cardline brings the provisioning queue into Slack: each request has one card in your channel, which always shows how it stands, with buttons to assign, edit, activate and halt, and a thread that tells who did what. A halted order reaches the retailer in its own workspace, with the reason and a button to resubmit. A change of plans and rates is one card too: what it would do, who it reaches, and buttons to approve or reject it. What people may do is decided in Cardline, not by who is in a channel.',
      background_color: '#14404a',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        // For direct messages of the bot; it does not converse.
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'cardline', always_online: true },
      slash_commands: [
        {
          command: '/cardline',
          ...(isCalled ? { url: events } : {}),
          description: 'The queue, orders and plans; “help” lists what you can write',
          usage_hint:
            'queue | order NUMBER | plans TEXT | rates | sync | billing | periods | quarantine | link | help',
          // Names of people and channels come with their ids.
          should_escape: true,
        },
      ],
    },
    oauth_config: {
      ...(kind === 'several' ? { redirect_urls: [`${url}/slack/oauth_redirect`] } : {}),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: {
        ...(isCalled ? { request_url: events } : {}),
        bot_events: [...BOT_EVENTS],
      },
      interactivity: {
        is_enabled: true,
        ...(isCalled ? { request_url: events, message_menu_options_url: events } : {}),
      },
      org_deploy_enabled: kind === 'several',
      socket_mode_enabled: kind === 'local',
      // A token in the environment cannot be renewed by anybody.
      token_rotation_enabled: kind === 'several',
    },
  };
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
