import type { ServiceError } from '../service/service-error.js';

const changed = new Error(
  'Somebody else has changed these terms meanwhile. Close, look at the new terms, and change them again.',
);

/** The error of a change of terms, with what to do where somebody else was faster. */
export function changeError(error: ServiceError | null): Error | null {
  return error?.code === 'precondition-failed' ? changed : error;
}
