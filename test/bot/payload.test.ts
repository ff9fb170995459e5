import { describe, expect, it } from 'vitest';
import { kindOf, type SlackBody, speakersOf, userNameOf, workspaceOf } from '../../bot/payload.ts';

const command = { command: '/cardline', team_id: 'T1', enterprise_id: 'E1', user_id: 'U1', user_name: 'kim' };
const click = {
  type: 'block_actions',
  team: { id: 'T1', domain: 'x', enterprise_id: 'E1' },
  enterprise: { id: 'E1' },
  user: { id: 'U1', username: 'kim', team_id: 'T1' },
  is_enterprise_install: false,
  actions: [],
};
const event = {
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'app_home_opened', user: 'U1' },
  authorizations: [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }],
};
const orgWide = { isEnterpriseInstall: true, enterpriseId: 'E1' };

it.each<[string, SlackBody]>([
  ['event', event],
  ['command', command],
  ['options', { type: 'block_suggestion' }],
  ['view', { type: 'view_submission' }],
  ['view', { type: 'view_closed' }],
  ['interaction', click],
  ['interaction', { type: 'shortcut' }],
])('tells a payload’s kind: %s', (kind, body) => {
  expect(kindOf(body)).toBe(kind);
});

describe('the workspace', () => {
  it.each<[string, SlackBody, string | null, string | null, boolean]>([
    ['of a command', command, 'T1', 'E1', false],
    [
      'of a command where the app is org-wide',
      { ...command, is_enterprise_install: 'true' },
      'T1',
      'E1',
      true,
    ],
    [
      'of a command that says it is not',
      { ...command, is_enterprise_install: 'false', enterprise_id: '' },
      'T1',
      null,
      false,
    ],
    ['of a click', click, 'T1', 'E1', false],
    [
      'of a click by somebody of another company in a shared channel',
      { ...click, user: { id: 'U9', team_id: 'T9' } },
      'T1',
      'E1',
      false,
    ],
    [
      'of a click where the app is org-wide',
      { ...click, team: null, is_enterprise_install: true },
      'T1',
      'E1',
      true,
    ],
    [
      'of a form that was opened from a shared channel',
      {
        ...click,
        type: 'view_submission',
        team: { id: 'T9' },
        enterprise: null,
        view: { app_installed_team_id: 'T1' },
      },
      'T1',
      null,
      false,
    ],
    ['of an event', event, 'T1', null, false],
    [
      'of an event of an org-wide app',
      { ...event, authorizations: [{ team_id: null, enterprise_id: 'E1', is_enterprise_install: true }] },
      'T1',
      'E1',
      true,
    ],
    [
      'of an event that names no authorisation',
      { ...event, authorizations: undefined, enterprise_id: 'E1' },
      'T1',
      'E1',
      false,
    ],
  ])('%s', (_, body, teamId, enterpriseId, isEnterpriseInstall) => {
    expect(workspaceOf(body)).toEqual({ teamId, enterpriseId, isEnterpriseInstall });
  });
});

describe('who speaks', () => {
  it.each<[string, SlackBody, string[]]>([
    ['by a command', command, ['T1:U1']],
    ['by a click', click, ['T1:U1']],
    [
      'by a click from another company: as of that company',
      { ...click, user: { id: 'U9', team_id: 'T9' } },
      ['T9:U9'],
    ],
    ['by an event', event, ['T1:U1']],
    ['by an event about a person', { ...event, event: { type: 'x', user: { id: 'U1' } } }, ['T1:U1']],
    [
      'by an event of another company’s person',
      { ...event, event: { type: 'x', user: 'U9', user_team: 'T9' } },
      ['T9:U9'],
    ],
    ['nobody, where the event is about nobody', { ...event, event: { type: 'app_uninstalled' } }, []],
  ])('%s', (_, body, expected) => {
    expect(speakersOf(body).map(({ teamId, userId }) => `${teamId}:${userId}`)).toEqual(expected);
  });

  it.each<[string, SlackBody, string[]]>([
    ['by the organisation first', command, ['E1:U1', 'T1:U1']],
    ['by a click', click, ['E1:U1', 'T1:U1']],
    ['not by it for somebody of another company', { ...click, user: { id: 'U9', team_id: 'T9' } }, ['T9:U9']],
    ['not by it where the organisation is another', { ...click, enterprise: { id: 'E9' } }, ['T1:U1']],
    [
      'by it alone where Slack names no workspace',
      { ...click, user: { id: 'U1', team_id: 'E1' } },
      ['E1:U1'],
    ],
  ])('where the app is org-wide, is known %s', (_, body, expected) => {
    expect(speakersOf(body, orgWide).map(({ teamId, userId }) => `${teamId}:${userId}`)).toEqual(expected);
  });

  it('is shown as Slack shows it', () => {
    expect([command, click, event].map(userNameOf)).toEqual(['kim', 'kim', null]);
  });
});
