import { describe, expect, it } from '@jest/globals';
import { whereAvailable } from '@allocator/testing';
import { skippedIn } from '../skipped-tests-reporter.mjs';

const noServer = 'the server is not installed (Debian: server)';

/** `describe` and its `skip`, with the titles that each got. */
function recorded() {
  const [declared, skipped]: [string[], string[]] = [[], []];
  const declare = (title: string): void => void declared.push(title);
  const skip = (title: string): void => void skipped.push(title);
  return { declare: Object.assign(declare, { skip }), declared, skipped };
}

/** A result of jest with these pending tests of one spec. */
function resultWith(pending: readonly { readonly ancestorTitles: readonly string[]; readonly title: string }[]) {
  const testResults = pending.map((test) => ({ ...test, status: 'pending' }));
  return { testResults: [{ testFilePath: '/root/test/fault/failover.spec.ts', testResults }] } as never;
}

describe('a suite that needs what this machine may lack', () => {
  it('is declared where nothing is missing', () => {
    const { declare, declared, skipped } = recorded();
    whereAvailable(declare, undefined, 'REQUIRE_NOTHING')('a failover', () => undefined);
    expect([declared, skipped]).toEqual([['a failover'], []]);
  });

  it('is skipped where it is missing, and listed once, by name, with what is missing', () => {
    const { declare, declared, skipped } = recorded();
    whereAvailable(declare, noServer)('a failover', () => undefined);
    expect([declared, skipped.length]).toEqual([[], 1]);
    const ancestorTitles = ['in general', ...skipped];
    const results = resultWith(['loses nothing', 'resumes'].map((title) => ({ ancestorTitles, title })));
    expect(skippedIn(results, '/root')).toEqual([`- test/fault/failover.spec.ts: a failover: ${noServer}`]);
  });

  it('is an error where the machine must have it', () => {
    const { declare } = recorded();
    process.env['REQUIRE_A_SERVER'] = '1';
    const skip = (): void => whereAvailable(declare, noServer, 'REQUIRE_A_SERVER')('a failover', () => undefined);
    expect(skip).toThrow(`REQUIRE_A_SERVER=1, but ${noServer}: a failover`);
    delete process.env['REQUIRE_A_SERVER'];
  });

  it('is not listed for a filter of the command line', () => {
    expect(skippedIn(resultWith([{ ancestorTitles: ['a failover'], title: 'resumes' }]), '/root')).toEqual([]);
  });
});
