/** Walking over XML in one pass, whose time grows with its length alone: tags as they stand, whatever prefix a namespace has. */
import { Unreadable } from './unreadable.ts';

/** Walks over the tags of an XML text; comments, declarations and the like are passed over, and no entity is expanded. */
export class Tags {
  readonly #what: string;
  readonly #xml: string;
  #open = 0;
  #at = 0;
  /** Of the tag reached, without the prefix of a namespace. */
  name = '';
  #fullName = '';
  isClosing = false;
  /** `<c r="A1"/>`: it opens and closes at once. */
  isAlone = false;

  /** @param what what the XML is, for the refusal: "its tab Rates" */
  constructor(what: string, xml: string) {
    this.#what = what;
    this.#xml = xml;
  }

  /** Goes on to the next tag. */
  next(): void {
    if (!this.tryNext()) throw this.#breaksOff();
  }

  /** The same; false where there is none. */
  tryNext(): boolean {
    for (;;) {
      this.#open = this.#xml.indexOf('<', this.#at);
      if (this.#open < 0) return false;
      const sign = this.#xml.charAt(this.#open + 1);
      if (sign !== '!' && sign !== '?') break;
      const [, end] = ENDS.find(([begin]) => this.#xml.startsWith(begin, this.#open)) ?? ['<!', '>'];
      this.#at = this.#behind(end, this.#open);
    }
    this.isClosing = this.#xml.charCodeAt(this.#open + 1) === SLASH;
    NAME.lastIndex = this.#open + (this.isClosing ? 2 : 1);
    this.#fullName = NAME.exec(this.#xml)?.[0] ?? '';
    this.name = this.#fullName.slice(this.#fullName.indexOf(':') + 1);
    this.#at = this.#endOfTag() + 1;
    this.isAlone = this.#xml.charCodeAt(this.#at - 2) === SLASH;
    return true;
  }

  /** Of the tag reached, with its colon; '' where it has none, or an odd one. */
  get prefix(): string {
    return /^\w+:/.exec(this.#fullName)?.[0] ?? '';
  }

  /** What stands right here, where a sticky pattern fits; goes on behind it. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#xml);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  /** The tag as it stands. */
  text(): string {
    return this.#xml.slice(this.#open, this.#at - 1);
  }

  /** What stands between the tag and its closing one; goes on behind that. */
  content(): string {
    const closing = `</${this.#fullName}`;
    for (let end = this.#at; ; end += closing.length) {
      end = this.#xml.indexOf(closing, end);
      if (end < 0) throw this.#breaksOff();
      if (!/[\s>]/.test(this.#xml.charAt(end + closing.length))) continue;
      const content = this.#xml.slice(this.#at, end);
      this.#at = this.#behind('>', end);
      return content;
    }
  }

  #behind(end: string, from: number): number {
    const at = this.#xml.indexOf(end, from);
    if (at < 0) throw this.#breaksOff();
    return at + end.length;
  }

  /** The `>` of the tag; one within the quotes of an attribute is none. */
  #endOfTag(): number {
    for (let at = this.#open + 1; at < this.#xml.length; at += 1) {
      const sign = this.#xml.charCodeAt(at);
      if (sign === GREATER) return at;
      if (sign !== DOUBLE_QUOTE && sign !== SINGLE_QUOTE) continue;
      at = this.#xml.indexOf(sign === DOUBLE_QUOTE ? '"' : "'", at + 1);
      if (at < 0) break;
    }
    throw this.#breaksOff();
  }

  #breaksOff(): Unreadable {
    return new Unreadable(`${this.#what} breaks off`);
  }
}

const ENDS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
const NAME = /[^\s/>]*/y;
const [SLASH, GREATER, DOUBLE_QUOTE, SINGLE_QUOTE] = [...'/>"\''].map((sign) => sign.charCodeAt(0));

const ATTRIBUTE = /\s(?:[^\s:=]*:)?([^\s:=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The attributes of a tag as they stand, by name without prefix. */
export function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', one, other] of tag.matchAll(ATTRIBUTE)) found.set(name, one ?? other ?? '');
  return found;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const LAST_CODE_POINT = 0x10ffff;

/** What XML says with references; a name that XML does not have stays as it stands. */
export const plain = (xml: string): string =>
  xml.includes('&')
    ? xml.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (all, decimal, hex, name) => {
        if (name !== undefined) return NAMED[name] ?? all;
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return code > LAST_CODE_POINT ? all : String.fromCodePoint(code);
      })
    : xml;

/** A text of a spreadsheet, which has a way of its own for signs that XML does not have: _x000D_. */
export function plainText(xml: string): string {
  const text = plain(xml);
  return text.includes('_x')
    ? text.replaceAll(/_x([\da-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}
