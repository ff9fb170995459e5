/** The few widgets that the cards are made of, as JSON for HTTP add-ons. People's words are letters in them, nothing more. */
import { clip, unmarked } from '#core/shown-text.ts';
import { LABEL, TEXT, TITLE, WIDGETS_IN_SECTION } from './limits.ts';

export interface OpenLink {
  readonly url: string;
  /** What the panel does when the page is closed. */
  readonly onClose?: 'RELOAD';
}

export type OnClick = { readonly openLink: OpenLink } | { readonly action: { readonly function: string } };

export interface Button {
  readonly text: string;
  readonly altText?: string;
  readonly onClick: OnClick;
  readonly type?: 'FILLED';
}

export type Widget =
  | { readonly textParagraph: { readonly text: string } }
  | {
      readonly decoratedText: {
        readonly topLabel?: string;
        readonly text: string;
        readonly wrapText: true;
        readonly button?: Button;
      };
    }
  | { readonly buttonList: { readonly buttons: readonly Button[] } };

export interface Section {
  readonly header?: string;
  readonly widgets: readonly Widget[];
}

export interface Card {
  readonly header: { readonly title: string; readonly subtitle?: string };
  readonly sections: readonly Section[];
}

const words = (text: string, most: number): string => unmarked(clip(text, most));

export const paragraph = (...lines: readonly string[]): Widget => ({
  textParagraph: {
    text: lines.map((line) => words(line, TEXT)).join('\n'),
  },
});

/** A line with a label above it, and perhaps a button beside it. */
export const labelled = (label: string, text: string, button?: Button): Widget => ({
  decoratedText: {
    topLabel: words(label, LABEL),
    text: words(text, TEXT),
    wrapText: true,
    ...(button === undefined ? {} : { button }),
  },
});

export const buttons = (...list: readonly Button[]): Widget => ({ buttonList: { buttons: list } });

/** Asks Cardline, at that address. */
export const deedButton = (text: string, address: string, isFirst = false): Button => ({
  text,
  onClick: { action: { function: address } },
  ...(isFirst ? { type: 'FILLED' as const } : {}),
});

/** @param about what it opens, for who hears the panel instead of seeing it */
export const linkButton = (text: string, url: string, about: string, onClose?: 'RELOAD'): Button => ({
  text,
  altText: clip(about, LABEL),
  onClick: { openLink: { url, ...(onClose === undefined ? {} : { onClose }) } },
});

/** Empty ones are left out. */
export const section = (header: string | null, widgets: readonly Widget[]): Section[] =>
  widgets.length === 0
    ? []
    : [
        {
          ...(header === null ? {} : { header: words(header, TITLE) }),
          widgets: widgets.slice(0, WIDGETS_IN_SECTION),
        },
      ];

/** Its header takes no marks. */
export const card = (title: string, subtitle: string | null, sections: readonly Section[]): Card => ({
  header: { title: clip(title, TITLE), ...(subtitle === null ? {} : { subtitle: clip(subtitle, TITLE) }) },
  sections,
});
