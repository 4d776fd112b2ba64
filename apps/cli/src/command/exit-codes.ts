/** What the command's exit tells a script. */
export const exitCodes = {
  done: 0,
  /** The file was read to its end, and rows of it were refused. */
  rowsRefused: 1,
  /** The history is not as it was recorded, or tells of two holders. */
  found: 1,
  /** The command line, or a file that it names, is not as it has to be. */
  wrongUse: 2,
  /** The service refused the request, or could not be reached. */
  serviceFailed: 3,
  /** Stopped by a signal; what was taken before stays. */
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
