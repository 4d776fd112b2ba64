import { diag } from '@opentelemetry/api';

/**
 * The result of a part of the SDK, or `otherwise` if it throws: a trace never stops the work that it records. The SDK's own logger, if it has
 * one, gets the error.
 */
export function attempted<T>(part: () => T, otherwise: T): T {
  try {
    return part();
  } catch (error) {
    diag.error('the SDK has thrown: a part of a trace is lost', error);
    return otherwise;
  }
}
