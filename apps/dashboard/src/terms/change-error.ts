import type { ServiceError } from '../service/service-error.js';

/** The error of a change of terms. Where another change came first, `EarlierChange` says what to do once the new terms are read. */
export function changeError(error: ServiceError | null): Error | null {
  return error !== null && isEarlierChange(error) ? null : error;
}

/** Somebody else has changed the terms since they were read. */
export function isEarlierChange(error: ServiceError): boolean {
  return error.code === 'precondition-failed';
}
