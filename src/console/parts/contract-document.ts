/** The field for the signed contract of an order (CON-1), and what was sent in it. */
import {
  CONTRACT_DOCUMENT_MAX_BYTES,
  CONTRACT_MEDIA_TYPES,
  type ContractDocument,
  contractMediaTypeOf,
} from '#core/orders/contract-document.ts';
import type { Form } from '../guards/form-guard.ts';
import type { Field } from './form.ts';

const FIELD = 'contractDocument';

export const contractField = ({
  isRequired,
  isAgain,
}: {
  readonly isRequired: boolean;
  /** The form was sent and refused: a browser keeps what was typed, but no file. */
  readonly isAgain: boolean;
}): Field => ({
  name: FIELD,
  label: 'Signed contract',
  kind: 'file',
  accept: Object.keys(CONTRACT_MEDIA_TYPES).join(','),
  isOptional: !isRequired,
  help: `PDF, PNG or JPEG, up to ${CONTRACT_DOCUMENT_MAX_BYTES / 1_000_000} MB.${isAgain ? ' Choose it again: no file is kept from the last try.' : ''}`,
});

export async function readContractDocument(sent: Form): Promise<ContractDocument | null> {
  const [file] = sent.files(FIELD);
  if (file === undefined) return null;
  const content = new Uint8Array(await file.arrayBuffer());
  // Not every browser knows what a file is.
  return { name: file.name, mediaType: contractMediaTypeOf(content) ?? file.type, content };
}
