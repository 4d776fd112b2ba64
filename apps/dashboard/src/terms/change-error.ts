import type { ServiceError } from '../service/service-error.js';

const unread = new Error(
  'Another change came first, and nothing was set. The terms now in force could not be read: close, and begin again.',
);

interface TermsVersions {
  /** Of the terms that the refused change was made from; undefined: none was sent. */
  readonly sent: string | null | undefined;
  /** Of the terms that are shown. */
  readonly shown: string | null;
}

/**
 * The error of a change of terms. Null also if another change came first and its terms are shown: then `EarlierChange` says what to do.
 */
export function changeError(error: ServiceError | null, { sent, shown }: TermsVersions): Error | null {
  if (error === null || !isEarlierChange(error)) return error;
  return sent === shown ? unread : null;
}

/** Somebody else has changed the terms since they were read. */
export function isEarlierChange(error: ServiceError): boolean {
  return error.code === 'precondition-failed';
}
