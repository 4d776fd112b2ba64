import { afterEach, describe, expect, it } from '@jest/globals';
import type { SessionNeeds } from '../src/session.js';
import { sessionConfig } from '../src/session-config.js';

const needs: SessionNeeds = {
  settings: { role: 'worker', lock_timeout: '10s', default_transaction_isolation: 'read committed' },
  wishes: { tcp_keepalives_idle: '10' },
  writes: true,
  applicationName: 'ours',
  driver: { query_timeout: 35_000 },
};
const own =
  '-c tcp_keepalives_idle=10 -c role=worker -c lock_timeout=10s -c default_transaction_isolation=read\\ committed';
const at = (url: string) => sessionConfig(url, needs);

afterEach(() => {
  delete process.env['PGOPTIONS'];
});

describe('the configuration of a connection', () => {
  it('is what the session needs where the URL says nothing', () => {
    expect(at('postgres://u:p@h:1/d')).toMatchObject({
      connectionString: 'postgres://u:p@h:1/d',
      options: own,
      fallback_application_name: 'ours',
      query_timeout: 35_000,
    });
  });

  it('keeps the options of the URL, before its own: of two equal ones the server takes the later', () => {
    const { connectionString, options } = at('postgres://h/d?options=-csearch_path%3Dpublic%20-clock_timeout%3D0');
    expect([connectionString, options]).toEqual(['postgres://h/d', `-csearch_path=public -clock_timeout=0 ${own}`]);
  });

  it('keeps PGOPTIONS where the URL has none', () => {
    process.env['PGOPTIONS'] = '-c geqo=off';
    expect(at('postgres://h/d').options).toBe(`-c geqo=off ${own}`);
    expect(at('postgres://h/d?options=-cgeqo%3Don').options).toBe(`-cgeqo=on ${own}`);
  });

  it('keeps every other parameter, but for those that the session needs otherwise', () => {
    const kept = 'sslmode=verify-full&application_name=theirs&host=%2Frun%2Fpg';
    const { connectionString } = at(
      `postgres://u@h/d?${kept}&lock_timeout=0&query_timeout=1&binary=1&replication=database&client_encoding=latin1`,
    );
    expect(connectionString).toBe(`postgres://u@h/d?${kept}`);
  });

  it('leaves a limit of time as the URL has it where the session needs none', () => {
    const config = sessionConfig('postgres://h/d?lock_timeout=7', { ...needs, settings: {} });
    expect(config.connectionString).toBe('postgres://h/d?lock_timeout=7');
  });
});
