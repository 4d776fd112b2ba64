import { DatabaseUrlError, SessionRefusedError } from '@allocator/postgres';
import { CommandError, exitCodes } from '../command/command-error.js';

/** What a command line says of a database that it cannot use; undefined where the error is another one. */
export function databaseFault(error: unknown): CommandError | undefined {
  if (error instanceof DatabaseUrlError) {
    return new CommandError(`URL of the database: ${error.message}`, exitCodes.wrongUse);
  }
  // What was tried again for some seconds: the reason is of more use than that the database does not answer.
  const refused = error instanceof Error ? error.cause : undefined;
  return refused instanceof SessionRefusedError
    ? new CommandError(refused.message, exitCodes.serviceFailed)
    : undefined;
}
