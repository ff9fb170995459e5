/** Requests about protection, conditional formats, filters, names and metadata. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../../wire/api-error.ts';
import { updated } from '../../wire/field-mask.ts';
import { type Content, gridRange, type Sheet, sheetById } from '../content.ts';
import { expectCondition } from './cells.ts';
import { type Doing, type Handlers, maskOf, required } from './request.ts';

export const RULES: Handlers = {
  addProtectedRange({ content, by }, { protectedRange }) {
    const asked = required(protectedRange, 'protectedRange');
    const { sheet } = gridRange(content, required(asked.range, 'protectedRange.range'));
    const protectedRangeId = asked.protectedRangeId ?? 1_000_000 + content.nextId++;
    if (allProtected(content).some((each) => each.protectedRangeId === protectedRangeId)) {
      throw invalid(`A protected range with ID ${protectedRangeId} already exists.`);
    }
    if (asked.warningOnly && asked.editors !== undefined)
      throw invalid('Editors cannot be set where protection only warns.');
    // Whoever protects a range may edit it.
    const users = [...new Set([...(asked.editors?.users ?? []), by.email])];
    const made = {
      ...asked,
      protectedRangeId,
      ...(asked.warningOnly ? {} : { editors: { ...asked.editors, users } }),
    };
    sheet.protectedRanges.push(made);
    return { protectedRange: made };
  },

  updateProtectedRange(doing, { protectedRange, fields }) {
    const asked = required(protectedRange, 'protectedRange');
    const [sheet, known] = protectedById(doing, asked.protectedRangeId);
    const made = updated(known, asked, maskOf(fields, 'ProtectedRange'));
    gridRange(doing.content, required(made.range, 'protectedRange.range'));
    if (known.protectedRangeId !== undefined) made.protectedRangeId = known.protectedRangeId;
    sheet.protectedRanges = sheet.protectedRanges.map((each) => (each === known ? made : each));
    return undefined;
  },

  deleteProtectedRange(doing, { protectedRangeId }) {
    const [sheet, known] = protectedById(doing, protectedRangeId);
    sheet.protectedRanges = sheet.protectedRanges.filter((each) => each !== known);
    return undefined;
  },

  addConditionalFormatRule({ content }, { rule, index }) {
    const { sheet, made } = conditional(content, rule);
    const at = index ?? sheet.conditionalFormats.length;
    if (at > sheet.conditionalFormats.length) throw invalid(`No conditional format on sheet at index: ${at}`);
    sheet.conditionalFormats.splice(at, 0, made);
    return undefined;
  },

  updateConditionalFormatRule({ content }, { rule, index, sheetId }) {
    const { sheet, made } = conditional(content, rule);
    if (sheetId !== undefined && sheetId !== sheet.properties.sheetId)
      throw invalid('The rule lies on another sheet.');
    const old = conditionalAt(sheet, index);
    sheet.conditionalFormats[index ?? 0] = made;
    return { newRule: made, newIndex: index ?? 0, oldRule: old, oldIndex: index ?? 0 };
  },

  deleteConditionalFormatRule({ content }, { sheetId, index }) {
    const sheet = sheetById(content, sheetId);
    const rule = conditionalAt(sheet, index);
    sheet.conditionalFormats.splice(index ?? 0, 1);
    return { rule };
  },

  setBasicFilter({ content }, { filter }) {
    const { sheet } = gridRange(content, required(filter?.range, 'filter.range'));
    sheet.basicFilter = filter ?? null;
    return undefined;
  },

  clearBasicFilter({ content }, { sheetId }) {
    sheetById(content, sheetId).basicFilter = null;
    return undefined;
  },

  addNamedRange({ content }, { namedRange }) {
    const name = required(namedRange?.name, 'namedRange.name');
    gridRange(content, required(namedRange?.range, 'namedRange.range'));
    if (!/^[A-Za-z_]\w*$/.test(name)) throw invalid(`Invalid name for a range: ${name}`);
    if (content.namedRanges.some((each) => each.name === name))
      throw invalid(`A named range with the name ${name} already exists.`);
    const made = { ...namedRange, namedRangeId: namedRange?.namedRangeId ?? `named${content.nextId++}` };
    content.namedRanges.push(made);
    return { namedRange: made };
  },

  deleteNamedRange({ content }, { namedRangeId }) {
    if (!content.namedRanges.some((each) => each.namedRangeId === namedRangeId))
      throw invalid(`No named range with id: ${namedRangeId}`);
    content.namedRanges = content.namedRanges.filter((each) => each.namedRangeId !== namedRangeId);
    return undefined;
  },

  createDeveloperMetadata({ content }, { developerMetadata }) {
    const asked = required(developerMetadata, 'developerMetadata');
    required(asked.metadataKey, 'metadataKey');
    if (asked.visibility !== 'DOCUMENT' && asked.visibility !== 'PROJECT')
      throw invalid(`Invalid visibility: ${asked.visibility}`);
    const made = { ...asked, metadataId: asked.metadataId ?? 5_000_000 + content.nextId++ };
    metadataAt(content, asked.location).push(made);
    return { developerMetadata: made };
  },

  deleteDeveloperMetadata({ content }, { dataFilter }) {
    const lookup = required(dataFilter?.developerMetadataLookup, 'dataFilter.developerMetadataLookup');
    const deleted: sheets_v4.Schema$DeveloperMetadata[] = [];
    for (const list of allMetadata(content)) {
      const matching = list.filter(
        (each) =>
          (lookup.metadataId === undefined || lookup.metadataId === each.metadataId) &&
          (lookup.metadataKey === undefined || lookup.metadataKey === each.metadataKey),
      );
      for (const each of matching) deleted.push(...list.splice(list.indexOf(each), 1));
    }
    return { deletedDeveloperMetadata: deleted };
  },
};

const allProtected = (content: Content) => content.sheets.flatMap(({ protectedRanges }) => protectedRanges);

/** One that whoever asks may change. */
function protectedById({ content, book, by }: Doing, id: number | null | undefined) {
  for (const sheet of content.sheets) {
    const known = sheet.protectedRanges.find((each) => each.protectedRangeId === id);
    if (known === undefined) continue;
    const may =
      known.warningOnly || known.editors?.users?.includes(by.email) || book.roles.get(by.email) === 'owner';
    if (!may)
      throw invalid(
        'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.',
      );
    return [sheet, known] as const;
  }
  throw invalid(`No protected range with ID: ${id}`);
}

function conditional(content: Content, rule: sheets_v4.Schema$ConditionalFormatRule | undefined) {
  const made = required(rule, 'rule');
  const [first] = (made.ranges ?? []).map((range) => gridRange(content, range).sheet);
  if (first === undefined) throw invalid('A rule has at least one range.');
  if (made.ranges?.some((range) => gridRange(content, range).sheet !== first))
    throw invalid('All ranges of a rule lie on one sheet.');
  if ((made.booleanRule === undefined) === (made.gradientRule === undefined))
    throw invalid('Exactly one of booleanRule and gradientRule is required.');
  if (made.booleanRule !== undefined) expectCondition(made.booleanRule.condition);
  return { sheet: first, made };
}

function conditionalAt(
  sheet: Sheet,
  index: number | null | undefined,
): sheets_v4.Schema$ConditionalFormatRule {
  const rule = sheet.conditionalFormats[index ?? 0];
  if (rule === undefined) throw invalid(`No conditional format on sheet at index: ${index ?? 0}`);
  return rule;
}

/** Metadata of a line moves with it, as it is kept with the line. */
function metadataAt(content: Content, location: sheets_v4.Schema$DeveloperMetadataLocation | undefined) {
  const { spreadsheet, sheetId, dimensionRange } = required(location, 'location');
  if (spreadsheet) return content.metadata;
  if (dimensionRange === undefined) return sheetById(content, sheetId).metadata;
  const { startIndex, endIndex, dimension } = dimensionRange;
  const sheet = sheetById(content, dimensionRange.sheetId);
  const line = (dimension === 'ROWS' ? sheet.rows : sheet.columns)[startIndex ?? 0];
  if (line === undefined || endIndex !== (startIndex ?? 0) + 1)
    throw invalid('Metadata belongs to one row or one column.');
  return line.metadata;
}

const allMetadata = (content: Content) => [
  content.metadata,
  ...content.sheets.flatMap((sheet) => [
    sheet.metadata,
    ...[...sheet.rows, ...sheet.columns].map(({ metadata }) => metadata),
  ]),
];
