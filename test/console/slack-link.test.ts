import { describe, expect, it } from 'vitest';
import { formatSlackUser } from '#core/people/person.ts';
import type { FakeSlack } from '#test/support/slack/fake-slack.ts';
import type { Person } from '#test/support/slack/people/person.ts';
import { aSlackConsole, install, type SlackConsole } from '#test/support/slack-console.ts';
import { value } from './support/a-console.ts';

/** A workspace of Bluegum's, and Kim in it, whom nobody knows yet. */
async function aWorkspace(): Promise<SlackConsole & { readonly kim: Person }> {
  const it = await aSlackConsole();
  await install(await it.console.signedIn('admin'), it.workspace.person('Ida'), it.slack);
  return { ...it, kim: it.workspace.person('Kim') };
}

/** The address behind what `/cardline link` says. */
async function linkOf(person: Person, slack: FakeSlack): Promise<string> {
  await person.command('/cardline link');
  const said = slack.deliveries.at(-1)?.body ?? '';
  const [, address] =
    /<http:\/\/cardline\.test(\/link\/slack\/[\w-]+)\|Say who you are in Cardline>/.exec(said) ?? [];
  if (address === undefined) throw new Error(`no link in: ${said}`);
  return address;
}

describe('/cardline link', () => {
  it('makes who confirms it, signed in, that Slack user; once', async () => {
    const { console, kim, slack } = await aWorkspace();
    expect(await kim.command('/cardline queue')).toContain(
      'Cardline does not know who you are: your Slack user is not linked to a person of Cardline yet. Write /cardline link',
    );
    const address = await linkOf(kim, slack);
    const robin = console.visitor();
    await robin.open(address);
    expect(robin.seen).toMatchObject({
      heading: 'Sign in',
      path: `/sign-in?to=${encodeURIComponent(address)}`,
    });

    await console.signedIn('provisioning');
    await robin.open(`/sign-in/${await console.linkFor('provisioning@bluegum.example')}`);
    const page = await robin.send('Sign in');
    expect(page).toMatchObject({ path: address, heading: 'Link your Slack user?' });
    expect(page.text).toContain(
      'Link Slack user @kim of workspace Bluegum to you, Robin provisioning (provisioning@bluegum.example) of Bluegum Telecom?',
    );
    expect(page.text).toContain('Only if you wrote /cardline link yourself, just now, as @kim.');
    expect((await robin.send('Yes, that is me')).text).toContain('You are @kim in Bluegum now.');

    expect(await kim.command('/cardline link')).toContain(
      'You are Robin provisioning of Bluegum Telecom already.',
    );
    const again = await robin.open(address);
    expect(again).toMatchObject({ status: 400 });
    expect(again.text).toContain('This link was used already');
    const audit = value(
      await console.services.people.listAudit(console.actor(), { subject: null, limit: 1, cursor: null }),
    );
    expect(audit.items[0]).toMatchObject({
      action: 'person.slack_linked',
      actor: 'Robin provisioning',
      details: { to: `T0BLUE:${kim.id}`, name: 'kim' },
    });
    const admin = await console.signedIn('admin');
    expect((await admin.open('/people/slack')).text).toContain('@kim');
  });

  it('uses nothing up by looking, and is over after ten minutes', async () => {
    const { console, kim, slack } = await aWorkspace();
    const robin = await console.signedIn('provisioning');
    const address = await linkOf(kim, slack);
    await robin.open(address);
    console.clock.pass(9);
    expect((await robin.open(address)).status).toBe(200);
    console.clock.pass(1);
    const late = await robin.send('Yes, that is me');
    expect(late.status).toBe(400);
    expect(late.text).toContain('older than ten minutes');
    expect((await robin.open('/link/slack/made-up')).status).toBe(400);
  });

  it('refuses people of another company', async () => {
    const { console, kim, slack } = await aWorkspace();
    const theirs = await console.signedInAt('wavelink', 'provisioning');
    const page = await theirs.open(await linkOf(kim, slack));
    expect(page.status).toBe(403);
    expect(page.text).toContain(
      'The Slack workspace Bluegum works for another company; you are signed in for Wavelink Wholesale.',
    );
  });

  it('refuses a Slack user who is somebody else’s, and says how that ends', async () => {
    const { console, kim, slack } = await aWorkspace();
    const [first, second] = [await console.signedIn('provisioning'), await console.signedIn('sales')];
    const [one, other] = [await linkOf(kim, slack), await linkOf(kim, slack)];
    // Both have the page open; one is first.
    await first.open(one);
    await second.open(other);
    await first.send('Yes, that is me');
    const refused = await second.send('Yes, that is me');
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('Whoever it is can unlink with /cardline unlink');
    expect(await kim.command('/cardline unlink')).toContain('You are no longer Robin provisioning in Slack.');
    expect(await kim.command('/cardline unlink')).toContain('You were not linked to anybody.');
    await second.open(other);
    expect((await second.send('Yes, that is me')).text).toContain('You are @kim in Bluegum now.');
  });

  it('moves a person to another user of the same workspace, and leaves other workspaces alone', async () => {
    const { console, kim, workspace, slack } = await aWorkspace();
    const robin = await console.signedIn('provisioning');
    const { people } = console.services;
    const { items } = value(await people.listPeople(console.actor(), { limit: 9, cursor: null }));
    const id = items.find(({ email }) => email === 'provisioning@bluegum.example')?.id ?? 0;
    value(await people.linkSlackUser(console.actor(), id, 'T0OTHER:U1'));
    for (const user of [kim, workspace.person('Lee')]) {
      await robin.open(await linkOf(user, slack));
      await robin.send('Yes, that is me');
    }
    expect(
      value(await people.findPerson(console.actor(), id))
        .slack.map(formatSlackUser)
        .sort(),
    ).toEqual([`T0BLUE:${workspace.person('Lee').id}`, 'T0OTHER:U1']);
    expect(await kim.command('/cardline queue')).toContain('does not know who you are');
  });

  it('is over with the person: whoever is deactivated is nobody in Slack, and the user free', async () => {
    const { console, kim, slack } = await aWorkspace();
    const robin = await console.signedIn('provisioning');
    await robin.open(await linkOf(kim, slack));
    await robin.send('Yes, that is me');
    const { people } = console.services;
    const { items } = value(await people.listPeople(console.actor(), { limit: 9, cursor: null }));
    const id = items.find(({ email }) => email === 'provisioning@bluegum.example')?.id ?? 0;
    value(await people.changePerson(console.actor(), id, { active: false }));
    expect(await kim.command('/cardline queue')).toContain('does not know who you are');
    const lee = await console.signedIn('sales');
    await lee.open(await linkOf(kim, slack));
    expect((await lee.send('Yes, that is me')).text).toContain('You are @kim');
  });

  it('knows people of an organisation in each of its workspaces', async () => {
    const enterprise = { id: 'E0GUM', name: 'Gum Group' };
    const { console, slack, workspace } = await aSlackConsole({ enterprise });
    await install(await console.signedIn('admin'), workspace.person('Ida'), slack, { orgWide: true });
    const kim = workspace.person('Kim');
    const robin = await console.signedIn('provisioning');
    await robin.open(await linkOf(kim, slack));
    await robin.send('Yes, that is me');
    expect(await kim.command('/cardline link')).toContain('You are Robin provisioning');
    const admin = await console.signedIn('admin');
    expect((await admin.open('/people/slack')).text).toContain(`E0GUM:${kim.id}`);
  });
});

it('who is who can be undone by an admin, on the page of the person', async () => {
  const { console, kim, slack } = await aWorkspace();
  const robin = await console.signedIn('provisioning');
  await robin.open(await linkOf(kim, slack));
  await robin.send('Yes, that is me');
  const admin = await console.signedIn('admin');
  await admin.open('/people/slack');
  await admin.follow('Robin provisioning');
  expect((await admin.send('Unlink')).text).toContain(
    `Robin provisioning is no longer T0BLUE:${kim.id} in Slack.`,
  );
  expect(await kim.command('/cardline queue')).toContain('does not know who you are');
});
