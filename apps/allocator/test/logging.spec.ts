import { describe, expect, it } from '@jest/globals';
import { loggedError } from '../src/config/create-log.js';

describe('a logged error', () => {
  it("does not contain PostgreSQL's details of the row, which can be a reference to a person", () => {
    const violation = Object.assign(new Error('duplicate key value violates unique constraint "subjects_pkey"'), {
      code: '23505',
      detail: 'Key (lane, pool_id, kind, reference)=(6, pool-a, authenticated, alice@example.org) already exists.',
      where: 'PL/pgSQL function guard_subject() line 3: alice@example.org',
    });
    const logged = loggedError(violation);
    expect(logged).toMatchObject({ type: 'Error', code: '23505', message: violation.message });
    expect(JSON.stringify(logged)).not.toContain('alice');
  });
});
