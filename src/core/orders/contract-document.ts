/** CON-1: the signed contract that a plan may require with its order. */
import { readText } from '../plain-text.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';

export interface ContractDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

export const CONTRACT_DOCUMENT_MAX_BYTES = 4_000_000;

/** What is taken, and the bytes that each kind begins with: the name of a file proves nothing. */
export const CONTRACT_MEDIA_TYPES: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46],
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

/** What a file is by its content; null where it is none of what is taken. */
export const contractMediaTypeOf = (content: Uint8Array): string | null =>
  Object.entries(CONTRACT_MEDIA_TYPES).find(([, start]) =>
    start.every((byte, index) => content[index] === byte),
  )?.[0] ?? null;

/**
 * Refuses an order whose plan needs a signed contract and comes without (`contract_document_required`), and a file that is none
 * (`contract_document_type`, `contract_document_empty`, `contract_document_too_large`).
 */
export function checkContractDocument(
  document: ContractDocument | null,
  required: boolean,
  path = 'contractDocument',
): Result<ContractDocument | null> {
  if (document === null)
    return required
      ? no(
          fault(
            'contract_document_required',
            'This plan needs the signed customer contract: upload it as PDF, PNG or JPEG with the order.',
            path,
          ),
        )
      : ok(null);
  const faults: Fault[] = [];
  const { content, mediaType } = document;
  const name = readText(document.name, {
    path,
    what: 'The name of the file',
    most: 200,
    code: 'contract_document_name',
  });
  if (!name.ok) faults.push(...name.faults);
  if (content.length === 0) faults.push(fault('contract_document_empty', 'The file is empty.', path));
  else if (content.length > CONTRACT_DOCUMENT_MAX_BYTES)
    faults.push(
      fault(
        'contract_document_too_large',
        `The file has ${counted(content.length, 'byte')}; at most ${grouped(CONTRACT_DOCUMENT_MAX_BYTES)} are taken.`,
        path,
      ),
    );
  else if (contractMediaTypeOf(content) !== mediaType)
    faults.push(
      fault(
        'contract_document_type',
        `A PDF, PNG or JPEG is taken; this file is none, or not what it says (${mediaType}).`,
        path,
      ),
    );
  return name.ok && faults.length === 0 ? ok({ ...document, name: name.value }) : no(...faults);
}
