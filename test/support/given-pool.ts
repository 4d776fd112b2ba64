import type { ImportIdentities, SetTerms } from '@allocator/application';
import type { OperatorProfile, PoolId, PoolPolicy } from '@allocator/domain';
import { importNumbered, proposedAgreement, proposedProfile } from '@allocator/testing';

interface Given {
  readonly identities: number;
  readonly profile?: Omit<OperatorProfile, 'version'>;
  readonly policy?: Partial<PoolPolicy>;
}

/** An operator, its agreement of 3,600 s, and pool-a with so many identities. */
export async function givenPool(
  terms: SetTerms,
  imports: ImportIdentities,
  { identities, profile = proposedProfile(), policy }: Given,
): Promise<void> {
  const poolId = 'pool-a' as PoolId;
  const agreement = proposedAgreement();
  const { agreementId } = agreement;
  await terms.setOperator(profile);
  await terms.setAgreement(agreement);
  await terms.setPool({ poolId, agreementId, anonymous: 'allowed', repeatSubject: 'another', ...policy });
  await importNumbered(imports, poolId, identities);
}
