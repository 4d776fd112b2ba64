import { describe } from '@jest/globals';
import { findPostgres15 } from '@allocator/local';
import { whereAvailable } from '@allocator/testing';

/**
 * A suite that needs programs of PostgreSQL that npm's installation lacks (`pg_basebackup`).
 * @param suite gets the folder of those of PostgreSQL 15
 */
export function describeWithPostgres15(name: string, suite: (programs: string) => void): void {
  const { programs, missing } = findPostgres15();
  whereAvailable(
    describe,
    missing,
    'REQUIRE_POSTGRES_15',
  )(name, () => {
    suite(programs);
  });
}
