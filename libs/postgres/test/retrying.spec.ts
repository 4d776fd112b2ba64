import { describe, expect, it } from '@jest/globals';
import { retrying } from '../src/connection/retrying.js';

/** As the driver reports it. Citus has the same function report a lost server and an error of that server. */
function internalError(message: string): Error {
  return Object.assign(new Error(message), { code: 'XX000', routine: 'ReportResultError' });
}

/** The first attempt fails. @returns the number of attempts */
async function attemptsAfter(error: Error): Promise<number> {
  let attempts = 0;
  await retrying(() => (++attempts === 1 ? Promise.reject(error) : Promise.resolve()));
  return attempts;
}

describe('an internal error', () => {
  it.each([
    'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.',
    'could not receive data from server: Connection reset by peer',
    'could not send data to server: Broken pipe',
    'no connection to the server',
    'SSL SYSCALL error: EOF detected',
    'could not commit transaction for shard 102008 on at least one active node',
  ])('of Citus that has lost a server is tried again: %s', async (message) => {
    expect(await attemptsAfter(internalError(message))).toBe(2);
  });

  it.each(['cache lookup failed for type 16385', 'tuple concurrently updated', ''])(
    'of a server is not: %s',
    async (message) => {
      await expect(attemptsAfter(internalError(message))).rejects.toThrow(message);
    },
  );
});
