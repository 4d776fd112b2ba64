import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { faultOfDatabaseUrl, readDatabaseUrl } from '../src/connection/read-database-url.js';

const at = (query: string) => `postgres://u:p@h:1/d?${query}`;

describe('the URL of a database', () => {
  it.each([
    'postgres://h/d',
    'postgresql://u:p@h:1/d',
    'postgres://u:p%25%40%2F%3F%23@[::1]:5432/d',
    'postgres:///d?host=/run/postgresql&user=u',
    'postgres://u:p@/d?host=%2Frun%2Fpostgresql',
    at('sslmode=require'),
    at('sslmode=verify-full&sslrootcert=system'),
    at('sslmode=verify-ca&sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem'),
    at('target_session_attrs=read-write&connect_timeout=10'),
    at('ssl=true&sslnegotiation=direct'),
  ])('%s is taken', (url) => {
    expect(faultOfDatabaseUrl(url)).toBeUndefined();
  });

  it('is read by the driver as it is written', () => {
    const { connectionString } = readDatabaseUrl('postgres://u%40x:p%25%40%2F%3F%23@h:1/d', []);
    const { user, password, host, port, database } = new pg.Client({ connectionString });
    expect([user, password, host, port, database]).toEqual(['u@x', 'p%@/?#', 'h', 1, 'd']);
  });

  it.each([
    ['postgres://u:s3cret%@h/d', /percent-encode.*% is %25/],
    ['postgres://u:s3cret%zz@h/d', /percent-encode/],
    ['postgres://u:s3cret%b1@h/d', /percent-encode/],
    ['postgres://u:s3cret#1@h/d', /percent-encode/],
    ['postgres://u:12#s3cret@h/d', /percent-encode/],
    ['postgres://u:12/s3cret@h/d', /percent-encode/],
    ['postgres://u:12?s3cret@h/d', /percent-encode/],
    ['postgres://u:s3 cret@h/d', /percent-encode/],
    ['postgres://u:s3cret@a:1,b:2/d', /^several hosts are not supported/],
    ['postgres://u:s3cret@a,b/d', /^several hosts/],
    ['postgres://u:s3cret@/d?host=a,b', /^several hosts/],
    ['postgres://u:s3cret@h/d?port=1,2', /^several hosts/],
    ['mysql://u:s3cret@h/d', /^must begin with postgres:/],
    ['h=s3cret', /^must begin with postgres:/],
    [at('sslmode=requre'), /^sslmode must be one of disable, no-verify, require, verify-ca, verify-full/],
    [at('sslmode=prefer'), /^sslmode must be one of/],
    [at('ssl=maybe'), /^sslmode must be one of/],
    [at('sslmode=verify-ca'), /^sslmode=verify-ca requires sslrootcert/],
    [at('sslmode=disable&sslrootcert=/ca.pem'), /no effect with sslmode=disable/],
    [at('sslmode=require&sslcert=/c.pem'), /^sslcert and sslkey/],
    [at('uselibpqcompat=true&sslmode=require'), /^uselibpqcompat/],
    [at('sslnegotiation=direct'), /^sslnegotiation=direct needs/],
  ])('%s is refused, and the message contains nothing of the password', (url, fault) => {
    expect(faultOfDatabaseUrl(url)).toMatch(fault);
    expect(faultOfDatabaseUrl(url)).not.toContain('s3cret');
    expect(() => readDatabaseUrl(url, [])).toThrow(fault);
  });
});

describe('TLS to a database', () => {
  const ssl = (query: string) => readDatabaseUrl(at(query), []).ssl;

  it('is as sslmode says, and none without it', () => {
    expect(readDatabaseUrl('postgres://h/d', []).ssl).toBe(false);
    expect(ssl('sslmode=disable')).toBe(false);
    expect(ssl('ssl=0')).toBe(false);
    expect(ssl('sslmode=require')).toEqual({});
    expect(ssl('sslmode=verify-full')).toEqual({});
    expect(ssl('ssl=true')).toEqual({});
    expect(ssl('sslmode=no-verify')).toEqual({ rejectUnauthorized: false });
  });

  it('is as PGSSLMODE says where the URL says nothing', () => {
    process.env['PGSSLMODE'] = 'require';
    try {
      expect(ssl('')).toEqual({});
      expect(ssl('sslmode=disable')).toBe(false);
    } finally {
      delete process.env['PGSSLMODE'];
    }
  });

  it('trusts the authority and shows the certificate of the files that the URL names', () => {
    const dir = mkdtempSync(join(tmpdir(), 'database-url-'));
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => join(dir, `${name}.pem`));
    for (const path of [ca, cert, key]) writeFileSync(path ?? '', `PEM of ${path ?? ''}`);
    try {
      expect(ssl(`sslrootcert=${ca}&sslcert=${cert}&sslkey=${key}`)).toEqual({
        ca: `PEM of ${ca}`,
        cert: `PEM of ${cert}`,
        key: `PEM of ${key}`,
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
    expect(() => ssl(`sslrootcert=${ca}`)).toThrow(`sslrootcert: ${ca} is not readable (ENOENT)`);
  });
});
