/** Fields of a modal. A field's block and action have the same id, which is also where faults place it. */
import type { ExternalSelect, FileInput, InputBlock, PlainTextInput, StaticSelect } from '@slack/types';
import type { PlainDate } from '#core/calendar.ts';
import { fieldHelp } from '#core/orders/field-labels.ts';
import type { DetailField } from '#core/orders/service-details.ts';
import * as limit from '../limits.ts';
import { type Choice, option, select } from './blocks.ts';
import { clip, plain } from './text.ts';

export interface InputSettings {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** Slack tells of each change, and the view is rendered anew. */
  readonly isLive?: boolean;
}

const input = (
  { id, label, hint, isOptional = false, isLive = false }: InputSettings,
  element: InputBlock['element'],
): InputBlock => ({
  type: 'input',
  block_id: id,
  label: plain(label, limit.INPUT_LABEL),
  element,
  ...(hint === undefined ? {} : { hint: plain(hint, limit.INPUT_HINT) }),
  ...(isOptional ? { optional: true } : {}),
  ...(isLive ? { dispatch_action: true } : {}),
});

export const dateInput = (settings: InputSettings, initial: PlainDate | null): InputBlock =>
  input(settings, {
    type: 'datepicker',
    action_id: settings.id,
    ...(initial === null ? {} : { initial_date: initial }),
  });

export const textInput = (
  settings: InputSettings,
  {
    initial,
    isLong = false,
    most = limit.INPUT_LENGTH,
  }: { readonly initial?: string; readonly isLong?: boolean; readonly most?: number },
): InputBlock => {
  const element: PlainTextInput = {
    type: 'plain_text_input',
    action_id: settings.id,
    multiline: isLong,
    max_length: Math.min(most, limit.INPUT_LENGTH),
    ...(initial ? { initial_value: clip(initial, limit.INPUT_LENGTH) } : {}),
  };
  return input(settings, element);
};

export const selectInput = (
  settings: InputSettings,
  choices: readonly Choice[],
  chosen: string | undefined,
): InputBlock => {
  const element: StaticSelect = select(settings.id, 'Choose', choices, chosen);
  return input(settings, element);
};

/** A menu whose choices are looked up while one types. */
export const searchInput = (
  settings: InputSettings,
  { placeholder, least = 1 }: { readonly placeholder: string; readonly least?: number },
): InputBlock => {
  const element: ExternalSelect = {
    type: 'external_select',
    action_id: settings.id,
    min_query_length: least,
    placeholder: plain(placeholder, limit.PLACEHOLDER),
  };
  return input(settings, element);
};

export const fileInput = (settings: InputSettings, types: readonly string[]): InputBlock => {
  const element: FileInput = {
    type: 'file_input',
    action_id: settings.id,
    filetypes: [...types],
    max_files: 1,
  };
  return input(settings, element);
};

/** The field of a service detail, by the table that console and API read too. */
export const detailInput = (field: DetailField, path: string, initial: string | undefined): InputBlock =>
  textInput(
    {
      id: `${path}.${field.key}`,
      label: field.label,
      hint: fieldHelp(field),
      isOptional: !field.required || field.unless !== undefined,
    },
    {
      most: field.maxLength,
      isLong: field.maxLength > 500,
      ...(initial === undefined ? {} : { initial }),
    },
  );

/** A menu of several choices. */
export const multiSelectInput = (settings: InputSettings, choices: readonly Choice[]): InputBlock =>
  input(settings, {
    type: 'multi_static_select',
    action_id: settings.id,
    options: choices.slice(0, limit.OPTIONS).map(option),
    placeholder: plain('Choose', limit.PLACEHOLDER),
  });

/** One box to tick; what it means stands beside it. Optional for Slack, which would say no more than that it is missing. */
export const tickInput = (settings: InputSettings, { value, label }: Choice): InputBlock =>
  input(
    { ...settings, isOptional: true },
    { type: 'checkboxes', action_id: settings.id, options: [option({ value, label })] },
  );
