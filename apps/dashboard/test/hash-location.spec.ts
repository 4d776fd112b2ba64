import { describe, expect, it } from '@jest/globals';
import { hrefTo, matchPath, pathTo, readHash } from '../src/routing/hash-location.js';

describe('the location in the fragment', () => {
  it.each([
    ['', '/', ''],
    ['#/', '/', ''],
    ['#/pools', '/pools', ''],
    ['#/pools/pool-a?state=held&after=x', '/pools/pool-a', 'state=held&after=x'],
    ['#access_denied', '/access_denied', ''],
  ])('"%s" is the path %s with the query "%s"', (hash, path, search) => {
    const location = readHash(hash);
    expect([location.path, location.search.toString()]).toEqual([path, search]);
  });

  it('keeps any identity through a link and back', () => {
    const impi = 'user/1?x=#%@ims.example';
    const { path } = readHash(hrefTo(pathTo('/pools/{poolId}/identities/{impi}', { poolId: 'pool-a', impi })));
    expect(matchPath('/pools/{poolId}/identities/{impi}', path)).toEqual({ poolId: 'pool-a', impi });
  });

  it.each([
    ['/pools', '/pools/pool-a'],
    ['/pools/{poolId}', '/pools'],
    ['/pools/{poolId}', '/pools/'],
    ['/pools/{poolId}', '/pools/%E0%A4%A'],
    ['/pools/{poolId}', '/agreements/a'],
  ])('%s is not %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBeUndefined();
  });

  it('leaves out what is undefined', () => {
    expect(hrefTo('/pools', { state: undefined, after: 'a b' })).toBe('#/pools?after=a+b');
  });

  it('throws if a link lacks a value', () => {
    expect(() => pathTo('/pools/{poolId}', {})).toThrow('no value for {poolId} of /pools/{poolId}');
  });
});
