import { afterEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { SessionNeeds } from '../src/connection/prepare-session.js';
import { SessionRefusedError, prepareSession } from '../src/connection/prepare-session.js';
import { sessionConfig } from '../src/connection/session-config.js';

const needs: SessionNeeds = {
  settings: { role: 'worker', lock_timeout: '10s', default_transaction_isolation: 'read committed' },
  uncheckedSettings: { tcp_keepalives_idle: '10' },
  writes: true,
  applicationName: 'ours',
  driver: { query_timeout: 35_000 },
};
const at = (url: string) => sessionConfig(url, needs);

afterEach(() => {
  delete process.env['PGOPTIONS'];
});

describe('the configuration of a connection', () => {
  it('is what the session needs where the URL says nothing', () => {
    const config = at('postgres://u:p@h:1/d');
    expect(config).toMatchObject({
      connectionString: 'postgres://u:p@h:1/d',
      fallback_application_name: 'ours',
      query_timeout: 35_000,
      ssl: false,
    });
    // A pooler refuses startup options: what the session needs is set once it is there.
    expect(config).not.toHaveProperty('options');
  });

  it('keeps the options of the URL', () => {
    const { connectionString, options } = at('postgres://h/d?options=-csearch_path%3Dpublic%20-clock_timeout%3D0');
    expect([connectionString, options]).toEqual(['postgres://h/d', '-csearch_path=public -clock_timeout=0']);
  });

  it('keeps PGOPTIONS where the URL has none', () => {
    process.env['PGOPTIONS'] = '-c geqo=off';
    expect(at('postgres://h/d').options).toBe('-c geqo=off');
    expect(at('postgres://h/d?options=-cgeqo%3Don').options).toBe('-cgeqo=on');
  });

  it('keeps every other parameter, but for those that the session needs otherwise', () => {
    const kept = 'application_name=theirs&host=%2Frun%2Fpg';
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

describe('a session whose settings do not stay', () => {
  it('is refused, and the message names the setting', async () => {
    const row = {
      synchronous_commit: 'on',
      current_user: 'worker',
      read_only: 'off',
      fsync: 'on',
      full_page_writes: 'on',
      session_replication_role: 'origin',
      settings: {
        search_path: 'public',
        role: 'worker',
        lock_timeout: '0',
        default_transaction_isolation: 'read committed',
      },
    };
    // Stands for a pooler that answers `set` by itself.
    const query = () => Promise.resolve({ rows: [row] });
    const prepared = prepareSession({ query } as unknown as pg.ClientBase, needs, 1_000);
    await expect(prepared).rejects.toThrow(SessionRefusedError);
    await expect(prepared).rejects.toThrow(/^lock_timeout is 0, and the service needs 10s: .*session mode$/);
  });
});
