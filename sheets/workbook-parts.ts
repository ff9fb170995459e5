/** What the parts of an `.xlsx` are to one another, as the two parts say that list the others. */
import { MOST_TABS } from './bounds.ts';
import { Unreadable } from './unreadable.ts';
import { attributesOf, plain, plainText, Tags } from './xml-tags.ts';

export const TABS_LIST = 'xl/workbook.xml';
export const PARTS_LIST = 'xl/_rels/workbook.xml.rels';

export interface WorkbookParts {
  /** In their order. */
  readonly tabs: readonly TabPart[];
  /** The part with the texts that cells share, and the one with the formats; a file may have neither. */
  readonly texts: string;
  readonly styles: string;
  /** Whether days are counted from 1904 on, as in books that began on a Mac. */
  readonly from1904: boolean;
}

export interface TabPart {
  readonly title: string;
  /** null: a chart or the like that is a tab of its own, and has no cells. */
  readonly part: string | null;
}

export function workbookParts(tabsList: string, partsList: string): WorkbookParts {
  const related = relatedParts(partsList);
  const find = (what: string, usual: string) =>
    [...related.values()].findLast(({ type }) => isOf(type, what))?.name ?? usual;
  return {
    ...listedTabs(tabsList, related),
    texts: find('sharedStrings', 'xl/sharedStrings.xml'),
    styles: find('styles', 'xl/styles.xml'),
  };
}

interface RelatedPart {
  /** An address that ends in what it is: `…/relationships/styles`. */
  readonly type: string;
  readonly name: string;
}

const isOf = (type: string, what: string): boolean => type.endsWith(`/relationships/${what}`);

/** By the id that others name them with. */
function relatedParts(xml: string): ReadonlyMap<string, RelatedPart> {
  const tags = new Tags('its list of parts', xml);
  const related = new Map<string, RelatedPart>();
  while (tags.tryNext()) {
    if (tags.name !== 'Relationship' || tags.isClosing) continue;
    const attributes = attributesOf(tags.text());
    const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => plain(attributes.get(name) ?? ''));
    related.set(id ?? '', {
      type: type ?? '',
      name: target?.startsWith('/') ? target.slice(1) : `xl/${target}`,
    });
  }
  return related;
}

function listedTabs(
  xml: string,
  related: ReadonlyMap<string, RelatedPart>,
): Pick<WorkbookParts, 'tabs' | 'from1904'> {
  const tags = new Tags('its list of tabs', xml);
  const tabs: TabPart[] = [];
  let from1904 = false;
  while (tags.tryNext()) {
    if (tags.isClosing || (tags.name !== 'workbookPr' && tags.name !== 'sheet')) continue;
    const attributes = attributesOf(tags.text());
    if (tags.name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.get('date1904') ?? '');
    else {
      const title = plainText(attributes.get('name') ?? '');
      const part = related.get(plain(attributes.get('id') ?? ''));
      if (part === undefined) throw new Unreadable(`its tab ${title} is lost`);
      tabs.push({ title, part: isOf(part.type, 'worksheet') ? part.name : null });
      if (tabs.length > MOST_TABS) throw new Unreadable(`it has more than ${MOST_TABS} tabs`);
    }
  }
  return { tabs, from1904 };
}
