import { DatabaseUrlError, SessionRefusedError } from '@allocator/postgres';
import { CommandError, exitCodes } from '../command/command-error.js';

/** The error message for a database that cannot be used; undefined for any other error. */
export function databaseFault(error: unknown): CommandError | undefined {
  if (error instanceof DatabaseUrlError) {
    return new CommandError(`URL of the database: ${error.message}`, exitCodes.wrongUse);
  }
  // After retries: the reason is more useful than that the database does not answer.
  const refused = error instanceof Error ? error.cause : undefined;
  return refused instanceof SessionRefusedError
    ? new CommandError(refused.message, exitCodes.serviceFailed)
    : undefined;
}
