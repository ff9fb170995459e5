/** How far a carrier is with a service (WF-1), and acting on it all the same (WF-2). */
import type { Actor } from '#app/ports/platform.ts';
import type { WorkflowView } from '#app/workflow/workflow-view.ts';
import { badge } from './badge.ts';
import { link } from './blocks.ts';
import type { Field } from './form.ts';
import { moment } from './formats.ts';
import { type Html, html } from './html.ts';
import { notice } from './notice.ts';

export const OVERRIDE_REASON: Field = {
  name: 'overrideReason',
  label: 'Reason for overriding the carrier',
  kind: 'long',
  isOptional: true,
  help: 'The carrier is working on it, and acting by hand interferes with its answer. Say why it has to be; it goes into the log.',
};

/** Asked for where it would count: of who may override, while the carrier works on it. */
export const overrideFields = (workflow: WorkflowView | null, actor: Actor): readonly Field[] =>
  workflow?.isUnderWay && actor.powers.has('provision.override') ? [OVERRIDE_REASON] : [];

export const workflowText = (workflow: WorkflowView, timeZone: string): Html =>
  html`${workflow.stageText}<span class="sub">since ${moment(workflow.since, timeZone)}${
    workflow.round > 1 ? `, asked for the ${workflow.round}. time` : ''
  }</span>${workflow.isStuck ? badge('warn', 'Stuck') : ''}`;

export const workflowNotice = (workflow: WorkflowView | null, { timeZone }: Actor): Html | '' =>
  workflow === null
    ? ''
    : notice(
        workflow.isStuck ? 'warn' : 'wait',
        html`<h2>${workflow.stageText}</h2><p>Since ${moment(workflow.since, timeZone)}. ${
          workflow.isUnderWay
            ? 'The carrier is working on it: activating or halting it by hand would interfere with its answer.'
            : 'It goes into the carrier’s next activity file, on a working morning.'
        }${workflow.isStuck ? html` It is stuck: ${link('/carriers/alerts', 'see the alerts')}.` : ''}</p>`,
      );
