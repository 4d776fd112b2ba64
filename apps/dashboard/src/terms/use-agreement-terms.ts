import type { Answers } from '../service/answers.js';
import type { ServiceError } from '../service/service-error.js';
import { useAnswer } from '../service/use-answer.js';
import { readersOf } from '../session/readers-of.js';
import { useMay } from '../session/use-may.js';

interface AgreementTerms {
  /** Undefined also for a role that may not see it: an eP-CSCF. */
  readonly agreement: Answers['/v1/agreements/{agreementId}'] | undefined;
  /** Undefined also for a role that may not see it: a WWSF. */
  readonly operator: Answers['/v1/operators/{operatorId}'] | undefined;
  readonly error: ServiceError | null;
  readonly isLoading: boolean;
  readonly mayAgreement: boolean;
  readonly mayOperator: boolean;
}

/** An agreement with the profile of its operator, for those who may see them. */
export function useAgreementTerms(agreementId: string): AgreementTerms {
  const mayAgreement = useMay(...readersOf['/v1/agreements/{agreementId}']);
  const mayOperator = useMay('ims-operator', 'auditor', 'analyst');
  const agreement = useAnswer('/v1/agreements/{agreementId}', { params: { agreementId }, enabled: mayAgreement });
  const operatorId = agreement.data?.operatorId;
  const operator = useAnswer('/v1/operators/{operatorId}', {
    params: { operatorId: operatorId ?? '' },
    enabled: mayOperator && operatorId !== undefined,
  });
  return {
    agreement: agreement.data,
    operator: operator.data,
    error: agreement.error ?? operator.error,
    isLoading: agreement.isLoading || operator.isLoading,
    mayAgreement,
    mayOperator,
  };
}
