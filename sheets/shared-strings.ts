/** The texts that the cells of an `.xlsx` share: cells name them by their place. */
import { Unreadable } from './unreadable.ts';
import { plainText, Tags } from './xml-tags.ts';

/** In most files a text is one piece. */
const USUAL_TEXT = /<si><t(?: xml:space="preserve")?>([^<]*)<\/t><\/si>/y;

export function sharedStrings(xml: string): string[] {
  const tags = new Tags('its list of texts', xml);
  const texts: string[] = [];
  for (;;) {
    const usual = tags.match(USUAL_TEXT);
    if (usual !== null) texts.push(plainText(usual[1] ?? ''));
    else if (!tags.tryNext()) return texts;
    else if (tags.name === 'si' && !tags.isClosing) texts.push(tags.isAlone ? '' : textOf(tags.content()));
  }
}

/** A text in pieces of several looks, without the readings that Japanese texts carry beside them. */
export function textOf(xml: string): string {
  const tags = new Tags('its list of texts', xml);
  let text = '';
  while (tags.tryNext()) {
    if (tags.isClosing || tags.isAlone) continue;
    if (tags.name === 'rPh') tags.content();
    if (tags.name !== 't') continue;
    const piece = tags.content();
    if (piece.includes('<')) throw new Unreadable('one of its texts is broken');
    text += piece;
  }
  return plainText(text);
}
