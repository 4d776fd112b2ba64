import { describe, expect, it } from '@jest/globals';
import { retrying } from '../src/connection/retrying.js';
import { errorCodeOf } from '../src/connection/error-code-of.js';

/** As the driver reports it. Citus has the same functions report a lost server and an error of that server. */
function internalError(message: string, routine = 'ReportResultError'): Error {
  return Object.assign(new Error(message), { code: 'XX000', routine });
}

/** The first attempt fails. @returns the number of attempts */
async function attemptsAfter(error: Error): Promise<number> {
  let attempts = 0;
  await retrying(() => (++attempts === 1 ? Promise.reject(error) : Promise.resolve()));
  return attempts;
}

describe('a copy of rows that failed on another server of Citus', () => {
  it.each([
    'terminating connection due to unexpected postmaster exit',
    'terminating connection due to administrator command',
    'terminating connection because of crash of another server process',
    'the database system is shutting down',
    'canceling statement due to lock timeout',
    'deadlock detected',
    'could not extend file "base/5/16400": No space left on device',
    'cannot execute COPY FROM in a read-only transaction',
  ])('is tried again, although its SQLSTATE is lost: %s', async (message) => {
    expect(await attemptsAfter(internalError(message, 'ReportCopyError'))).toBe(2);
    await expect(attemptsAfter(internalError(message))).rejects.toThrow(message);
  });

  it('is not tried again if the rows are at fault', async () => {
    const text = 'new row for relation "availability_102008" violates check constraint "holding"';
    await expect(attemptsAfter(internalError(text, 'ReportCopyError'))).rejects.toThrow(text);
  });

  it('says that a name is taken', () => {
    const text = 'duplicate key value violates unique constraint "identity_registry_pkey_102010"';
    expect(errorCodeOf(internalError(text, 'ReportCopyError'))).toBe('23505');
  });
});

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
