import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Messages of PostgreSQL itself, which the service repeats. */
const ofPostgres = [
  'password authentication failed',
  'role',
  'does not exist',
  'database',
  'no pg_hba.conf entry',
  'permission denied',
  'permission denied to set role',
  'role "allocator_service" does not exist',
];

describe('the refusals at start in docs/deployment.md', () => {
  const sources = execFileSync('git', ['ls-files', 'libs/postgres/src', 'apps/allocator/src'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path.endsWith('.ts'))
    .map(read)
    .join('\n');
  const [, table = ''] = /^### Refusals at start\n(.*?)\n##/ms.exec(read('docs/deployment.md')) ?? [];
  const messages = table
    .split('\n')
    .slice(3)
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, message = '']) => message));
  /** The parts of a message that are the same in each occurrence. */
  const partsOf = (message: string): readonly string[] =>
    message
      .replace(/^DATABASE_\w+: /, '')
      .split('...')
      .map((part) => part.trim().replace(/^(\w+) is$/, '$1'))
      .filter((part) => part !== '');

  it('are messages of the service, or of PostgreSQL', () => {
    expect(messages.length).toBeGreaterThan(12);
    const unknown = messages.filter((message) =>
      partsOf(message).some((part) => !sources.includes(part) && !ofPostgres.includes(part)),
    );
    expect(unknown).toEqual([]);
  });
});
