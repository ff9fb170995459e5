/** What became of a change set, what approving it takes, and the forms that decide it (CAT-5, M4 to M6). */
import { isSecondPerson } from '#app/catalogue/approval-rules.ts';
import type { ChangeSet, ChangeSetHead } from '#app/ports/catalogue.ts';
import { formatId } from '#core/ids.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext } from '../console-env.ts';
import { card, link } from '../parts/blocks.ts';
import { diffRows } from '../parts/diff.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, moment, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { notice } from '../parts/notice.ts';
import type { Attempt } from './refusals.ts';

export const changePath = (id: number): string => path('changes', formatId('change', id));

const REASON: Field = {
  name: 'reason',
  label: 'Reason',
  kind: 'long',
  isOptional: true,
  help: 'What should be put right, for whoever submitted it.',
};

const PUBLISH_ON: Field = {
  name: 'publishOn',
  label: 'Publish on',
  kind: 'date',
  isOptional: true,
  help: 'As that day begins. Left empty: at once.',
};

export const CONFIRM_REMOVALS: Field = {
  name: 'confirmRemovals',
  label: 'The removals are meant',
  kind: 'tick',
};

/** Who decided it, when, and what that made. */
export const decision = (
  { decidedAt, decidedBy, status, publishOn, publishedVersion }: ChangeSetHead,
  timeZone: string,
): Html | string => {
  if (decidedAt === null) return status === 'pending' ? 'Not yet' : '';
  const made = publishedVersion === null ? '' : `, version ${publishedVersion}`;
  const until = status === 'scheduled' ? html`, for ${day(publishOn)}` : '';
  return html`${moment(decidedAt, timeZone)}<span class="sub">${orNothing(decidedBy)}${made}${until}</span>`;
};

export function outcomeNotice({
  status,
  faults,
  reason,
  moved,
  publishOn,
  decidedBy,
  publishedVersion,
}: ChangeSet): Html | '' {
  switch (status) {
    case 'faulty':
      return notice(
        'bad',
        html`<h2>${counted(faults.length, 'fault')} to put right first</h2><p>One fault anywhere and nothing is published. Put them right in the workbook, and submit again.</p>`,
      );
    case 'unchanged':
      return notice('wait', 'It says what is in force already: there is nothing to publish.');
    case 'scheduled':
      return notice(
        'wait',
        html`Approved by ${decidedBy}, and published as ${day(publishOn)} begins. Until then it can be withdrawn; another publish before that day makes it stale.`,
      );
    case 'stale':
      return html`${notice(
        'warn',
        html`<h2>Stale</h2><p>It can be decided no more: ${reason}. Submit again and look at the new difference.</p>`,
      )}${moved === null ? '' : movedCard(moved)}`;
    case 'rejected':
      return notice(
        'warn',
        html`<h2>Rejected</h2><p class="keeps-lines">${reason ?? 'No reason was given.'}</p>`,
      );
    case 'published':
      return publishedVersion === null
        ? ''
        : notice(
            'good',
            html`Published as ${link(path('versions', publishedVersion), `version ${publishedVersion}`)}.`,
          );
    default:
      return '';
  }
}

const movedCard = ({ count, rows }: NonNullable<ChangeSet['moved']>): Html =>
  card({
    title: 'What moved since it was looked at',
    aside: html`<span class="soft">${count > rows.length ? `the first ${rows.length} of ` : ''}${counted(count, 'row')}</span>`,
    flush: diffRows(rows, false),
  });

export function decisionCard(c: ConsoleContext, change: ChangeSet, attempt: Attempt): Html | '' {
  if (change.status === 'scheduled')
    return card({ title: 'Scheduled', body: html`<div class="stack">${closing(c, change, attempt)}</div>` });
  if (change.status !== 'pending') return '';
  return card({
    title: 'Decide',
    body: html`<div class="stack">${needsList(change)}${
      c.get('actor').powers.has('catalogue.approve')
        ? approving(c, change, attempt)
        : html`<p class="soft">Deciding takes the power “catalogue.approve”.</p>`
    }${closing(c, change, attempt)}</div>`,
  });
}

function needsList({ needs }: ChangeSet): Html | '' {
  const second = needs.filter(({ asks }) => asks === 'second_person');
  const confirm = needs.filter(({ asks }) => asks === 'confirmation');
  const list = (why: typeof needs) => html`<ul>${why.map(({ message }) => html`<li>${message}</li>`)}</ul>`;
  return html`${second.length === 0 ? '' : html`<div><p>Somebody other than who submitted it has to approve it:</p>${list(second)}</div>`}${confirm.length === 0 ? '' : html`<div><p>Look whether rows were lost:</p>${list(confirm)}</div>`}`;
}

function approving(c: ConsoleContext, change: ChangeSet, attempt: Attempt): Html {
  const { needs, submittedById } = change;
  const needsSecond = needs.some(({ asks }) => asks === 'second_person');
  if (needsSecond && !isSecondPerson(c.get('actor'), submittedById))
    return html`<p class="soft">You submitted it: it waits for somebody else.</p>`;
  return html`<p>Approving publishes exactly what is shown here, as a new version.</p>${form({
    id: 'approve',
    action: `${changePath(change.id)}/approve`,
    token: c.get('formToken'),
    fields: needs.some(({ asks }) => asks === 'confirmation') ? [CONFIRM_REMOVALS, PUBLISH_ON] : [PUBLISH_ON],
    submit: 'Approve',
    values: attempt.values,
  })}`;
}

/** The ways to end it without a publish. */
function closing(c: ConsoleContext, { id }: ChangeSet, attempt: Attempt): Html {
  const { powers } = c.get('actor');
  const token = c.get('formToken');
  return html`${
    powers.has('catalogue.approve')
      ? form({
          id: 'reject',
          action: `${changePath(id)}/reject`,
          token,
          fields: [REASON],
          submit: 'Reject',
          tone: 'danger',
          values: attempt.values,
        })
      : ''
  }${powers.has('catalogue.edit') ? buttonForm({ action: `${changePath(id)}/withdraw`, token, submit: 'Withdraw' }) : ''}`;
}
