import type { Answers } from '../service/answers.js';
import type { ServiceError } from '../service/service-error.js';
import { useAnswer } from '../service/use-answer.js';
import { useMay } from '../session/use-may.js';

interface AgreementTerms {
  readonly agreement: Answers['/v1/agreements/{agreementId}'] | undefined;
  /** Undefined also for a role that may not see it: a WWSF. */
  readonly operator: Answers['/v1/operators/{operatorId}'] | undefined;
  readonly error: ServiceError | null;
  readonly isLoading: boolean;
}

/** An agreement with the profile of its operator, for those who may see them. */
export function useAgreementTerms(agreementId: string): AgreementTerms {
  const mayAgreement = useMay('wwsf', 'ims-operator', 'auditor', 'analyst');
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
  };
}
