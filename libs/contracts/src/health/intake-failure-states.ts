/** `refused`: an operator must change the topics of the WWSF, or the process has reached its limit; `failing`: the process retries. */
export const intakeFailureStates = ['refused', 'failing'] as const;
