import { describe } from '@jest/globals';
import { whereAvailable } from '@allocator/testing';

/** A suite about what Citus does not have: former schemas, and transactions over several lanes. */
export function describeOnOneServer(name: string, suite: () => void): void {
  const onCitus =
    process.env['CITUS_URL'] === undefined ? undefined : 'it is about one server, and runs without CITUS_URL';
  whereAvailable(describe, onCitus)(name, suite);
}
