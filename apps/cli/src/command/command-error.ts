/** Exit codes, for scripts. */
export const exitCodes = {
  done: 0,
  /** The file was read to its end, and some of its rows were refused. */
  rowsRefused: 1,
  /** The history was altered, or shows two holders of one identity at a time. */
  found: 1,
  /** The command line is wrong, or a file that it names cannot be used. */
  wrongUse: 2,
  /** The service refused the request, or is unavailable. */
  serviceFailed: 3,
  /** Stopped by a signal; what was done before stays. */
  stopped: 130,
} as const;

/** Ends the command with a message for its user. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}
