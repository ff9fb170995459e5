import type { Carrier, SourceSecrets } from '../ports/workflow.ts';

/** What a carrier and its provider sign with. Two secrets, so that what one sends cannot be sent back as the other's word. */
export interface CarrierSecrets {
  /** The carrier signs batch files with it (`/hooks/carriers/{code}`). */
  readonly hookSecret: string;
  /** Activity files sent to the carrier's address are signed with it. */
  readonly deliverySecret: string;
}

/** Made from the installation's secret: none is kept. A new generation makes new ones. */
export async function carrierSecrets(
  sourceSecrets: SourceSecrets,
  { id, secretGeneration }: Pick<Carrier, 'id' | 'secretGeneration'>,
): Promise<CarrierSecrets> {
  const [hookSecret, deliverySecret] = await Promise.all([
    sourceSecrets(`hooks/carriers/${id}/${secretGeneration}`),
    sourceSecrets(`deliveries/carriers/${id}/${secretGeneration}`),
  ]);
  return { hookSecret, deliverySecret };
}
