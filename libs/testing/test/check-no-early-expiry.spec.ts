import { beforeAll, describe, expect, it } from '@jest/globals';
import { fromIso } from '@allocator/domain';
import { checkNoEarlyExpiry } from '@allocator/testing';
import { changed, goodHistory, positionOf, revocation, without } from './tampered-history.js';

describe('checkNoEarlyExpiry', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('accepts leases that were closed on time, each once', () => {
    expect(checkNoEarlyExpiry(0, good, fromIso('2026-01-02T00:00:00.000Z'))).toEqual([]);
  });

  it.each<[string, number, RegExp, (documents: readonly string[]) => readonly string[]]>([
    [
      'an expiry recorded a millisecond before its bound',
      14,
      /before its bound/,
      (d) => changed(d, 'Expired', 0, (e) => (e.time = '2026-01-01T00:59:59.999Z')),
    ],
    [
      'an expiry that is effective at another instant',
      14,
      /effective at 2026-01-01T00:30:00.000Z/,
      (d) => changed(d, 'Expired', 0, ({ data }) => (data['effectiveAt'] = '2026-01-01T00:30:00.000Z')),
    ],
    [
      'an expiry at an earlier bound than the current one',
      14,
      /but was 2026-01-01T01:00:00.000Z before/,
      (d) =>
        changed(d, 'Expired', 0, ({ data }) => {
          data['effectiveAt'] = data['reassignableAt'] = '2026-01-01T00:30:00.000Z';
        }),
    ],
    [
      "a WWSF's release that moved the bound",
      7,
      /release moved the bound/,
      (d) => changed(d, 'Released', 0, ({ data }) => (data['reassignableAt'] = '2026-01-01T00:30:00.000Z')),
    ],
    [
      'an indication that frees in the past',
      8,
      /before the time of its record/,
      (d) => changed(d, 'Released', 1, ({ data }) => (data['reassignableAt'] = '2026-01-01T00:00:09.999Z')),
    ],
    [
      'a prolongation that shortens the lease',
      9,
      /moved the bound earlier/,
      (d) => changed(d, 'Prolonged', 0, ({ data }) => (data['reassignableAt'] = '2026-01-01T00:30:00.000Z')),
    ],
    [
      'a refusal that names another token than the newest',
      8,
      /the refusal names tokens up to 2, and the lease has had 1/,
      (d) => changed(d, 'Released', 1, ({ data }) => (data['tokenSequence'] = 2)),
    ],
    [
      'a refusal without a number after a prolongation',
      12,
      /the refusal names no token by its number, and the lease has had 3/,
      (d) => changed(d, 'Released', 2, ({ data }) => (data['ground'] = 'token-refused')),
    ],
    [
      'a look a millisecond before the tokens were dead',
      12,
      /the look is dated 2026-01-01T00:50:19.999Z, and its tokens are dead from 2026-01-01T00:50:20.000Z on/,
      (d) => changed(d, 'Released', 2, ({ data }) => (data['indicatedAt'] = '2026-01-01T00:50:19.999Z')),
    ],
    [
      'a look while a token older than the newest is alive',
      12,
      /its tokens are dead from 2026-01-01T00:50:21.000Z on/,
      (d) => changed(d, 'Prolonged', 0, ({ data }) => (data['tokenExpiresAt'] = '2026-01-01T00:45:03.000Z')),
    ],
    [
      'a look before the end of the guard of the prolongation',
      12,
      /its tokens are dead from 2026-01-01T00:50:21.000Z on/,
      (d) => changed(d, 'Prolonged', 0, ({ data }) => (data['guardSeconds'] = 319)),
    ],
    [
      'a release without a ground',
      8,
      /names no ground/,
      (d) => changed(d, 'Released', 1, ({ data }) => delete data['ground']),
    ],
    [
      'a release of a lease that its holder took back',
      8,
      /can still be in use/,
      (d) => changed(d, 'Assigned', 1, ({ data }) => (data['takenBack'] = true)),
    ],
    [
      'a release of a lease that was revoked',
      8,
      /had revoked it/,
      (d) => d.toSpliced(7, 0, revocation(d, 'Assigned', 1)),
    ],
    [
      'a missing token number',
      11,
      /its token has the number 4, expected 3/,
      (d) => changed(d, 'Prolonged', 1, ({ data }) => (data['tokenSequence'] = 4)),
    ],
    [
      'a lease that was not closed when its identity was assigned again',
      15,
      /not closed/,
      (d) => without(d, 'Expired', 0),
    ],
    ['a lease that was closed twice', 14, /already closed/, (d) => [...d.slice(0, 14), ...d.slice(13)]],
    ['the end of a lease that never began', 7, /never assigned/, (d) => without(d, 'Assigned', 0)],
    ['a duplicate assignment', 4, /already assigned/, (d) => [...d.slice(0, 4), ...d.slice(3)]],
  ])('finds %s', (_, position, sentence, tamper) => {
    expect(checkNoEarlyExpiry(0, tamper(good))).toContainEqual({
      lane: 0,
      position,
      sentence: expect.stringMatching(sentence),
    });
  });

  it('accepts an open last lease, but not past the instant by which it must be closed', () => {
    const open = without(good, 'Expired', -1);
    const position = positionOf(good, 'Assigned', 4);
    expect(checkNoEarlyExpiry(0, open)).toEqual([]);
    expect(checkNoEarlyExpiry(0, open, fromIso('2026-01-01T02:00:05.000Z'))).toEqual([]);
    expect(checkNoEarlyExpiry(0, open, fromIso('2026-01-01T02:00:05.001Z'))).toEqual([
      { lane: 0, position, sentence: expect.stringMatching(/no event closes it/) },
    ]);
  });
});
