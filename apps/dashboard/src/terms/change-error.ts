import type { ServiceError } from '../service/service-error.js';

const unread = new Error(
  'Another change came first, and nothing was set. The terms now in force could not be read: close, and begin again.',
);

/**
 * The error of a change of terms.
 * @param isShown `EarlierChange` shows the change that came first, and says what to do
 */
export function changeError(error: ServiceError | null, isShown: boolean): Error | null {
  if (error === null || !isEarlierChange(error)) return error;
  return isShown ? null : unread;
}

/** Somebody else has changed the terms since they were read. */
export function isEarlierChange(error: ServiceError): boolean {
  return error.code === 'precondition-failed';
}
