import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseRefusedError, openDatabase } from '@allocator/postgres';
import { whereAvailable } from '@allocator/testing';
import type { Certificates } from '../support/certificates.js';
import { hasOpenSsl, privateAuthority } from '../support/certificates.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { refusedStart } from '../support/refused-start.js';

const suite = whereAvailable(describe, hasOpenSsl() ? undefined : 'openssl is not installed');

suite('a PostgreSQL whose certificate is of a private authority', () => {
  let authority: Certificates;
  let server: OwnPostgres;
  beforeAll(async () => {
    authority = privateAuthority();
    const { cert, key } = authority.issue('database', 'IP:127.0.0.1');
    server = await OwnPostgres.start({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, ssl_ca_file: authority.ca });
  }, 60_000);
  afterAll(async () => {
    await server.remove();
    authority.remove();
  });

  const at = (query: string, host = '127.0.0.1'): string => `${server.url.replace('127.0.0.1', host)}?${query}`;

  /** TLS of two sessions as the server sees it, of different connection pools. */
  async function sessions(url: string): Promise<readonly unknown[]> {
    const database = await openDatabase({ url, lanes: 2, onIdleError: () => undefined });
    try {
      await Promise.all([database.lanePool, database.historyPool].map((each) => each.query('select 1')));
      const shown = `select ssl, client_dn from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'ims-identity-allocator'`;
      return (await server.run(shown)).flatMap(({ rows }) => rows as unknown[]);
    } finally {
      await database.close();
    }
  }
  const both = (ssl: boolean, client_dn: string | null = null) => [1, 2].map(() => ({ ssl, client_dn }));

  it.each([
    ['sslmode=require&sslrootcert=', '127.0.0.1'],
    ['sslmode=verify-full&sslrootcert=', '127.0.0.1'],
    ['sslrootcert=', '127.0.0.1'],
    ['sslmode=verify-ca&sslrootcert=', 'localhost'],
  ])('%sCA encrypts and verifies, at %s', async (query, host) => {
    expect(await sessions(at(query + authority.ca, host))).toEqual(both(true));
  });

  it('sslmode=no-verify encrypts, and sslmode=disable does not', async () => {
    expect(await sessions(at('sslmode=no-verify'))).toEqual(both(true));
    expect(await sessions(at('sslmode=disable'))).toEqual(both(false));
  });

  it.each([
    ['sslmode=require', '127.0.0.1', /^DATABASE_URL: (self-signed|unable to).*sslrootcert/],
    ['sslmode=verify-full&sslrootcert=', 'localhost', /^DATABASE_URL: Hostname\/IP does not match.*sslrootcert/],
    ['sslmode=require&sslrootcert=', 'localhost', /^DATABASE_URL: Hostname\/IP does not match/],
  ])('%s at %s is refused', async (query, host, message) => {
    const open = sessions(at(query.endsWith('=') ? query + authority.ca : query, host));
    await expect(open).rejects.toThrow(DatabaseRefusedError);
    await expect(open).rejects.toThrow(message);
  });

  it('a certificate of another authority is refused: exit code 2, and one line', async () => {
    const other = privateAuthority();
    const { code, output } = await refusedStart({ DATABASE_URL: at(`sslmode=require&sslrootcert=${other.ca}`) });
    other.remove();
    expect([code, output.split('\n').length]).toEqual([2, 1]);
    expect(JSON.parse(output)).toMatchObject({ msg: expect.stringMatching(/^DATABASE_URL: .*sslrootcert/) });
  }, 30_000);

  it('the server identifies the service by the client certificate of the URL', async () => {
    const { cert, key } = authority.issue('service');
    const url = at(`sslmode=verify-full&sslrootcert=${authority.ca}&sslcert=${cert}&sslkey=${key}`);
    expect(await sessions(url)).toEqual(both(true, '/CN=service'));
  });
});
