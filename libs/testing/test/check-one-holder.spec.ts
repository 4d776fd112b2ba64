import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkOneHolder } from '@allocator/testing';
import { changed, goodHistory, read, revocation } from './tampered-history.js';

describe('checkOneHolder', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('accepts leases that follow one another', () => {
    expect(checkOneHolder(0, good)).toEqual([]);
  });

  it.each<[string, number, RegExp, (documents: readonly string[]) => readonly string[]]>([
    [
      'a lease that began a millisecond before the bound of the one before',
      15,
      /web-1@.* is held by 0-4 until 2026-01-01T01:00:00.000Z/,
      (d) => changed(d, 'Assigned', -1, ({ data }) => (data['effectiveAt'] = '2026-01-01T00:59:59.999Z')),
    ],
    [
      'a bound that was moved after the identity was assigned again',
      15,
      /web-1@.* is held by 0-4 until 2026-01-01T03:00:00.000Z/,
      (d) => changed(d, 'Expired', 0, ({ data }) => (data['reassignableAt'] = '2026-01-01T03:00:00.000Z')),
    ],
    [
      'a release with a bound before itself',
      10,
      /web-2@.* is held by 0-5 until 2026-01-01T00:00:30.000Z/,
      (d) => changed(d, 'Released', 1, ({ data }) => (data['effectiveAt'] = '2026-01-01T00:00:30.000Z')),
    ],
    [
      'a release on a refusal without full evidence',
      10,
      /web-2@.* is held by 0-5 until 2026-01-01T01:00:00.000Z: the refusal names tokens up to 2/,
      (d) => changed(d, 'Released', 1, ({ data }) => (data['tokenSequence'] = 2)),
    ],
    [
      'a release on a look without full evidence',
      13,
      /web-3@.* is held by 0-6 until 2026-01-01T01:00:20.000Z: the look is not dated/,
      (d) => changed(d, 'Released', 2, ({ data }) => delete data['indicatedAt']),
    ],
    [
      'an expiry at a bound that a release without proof moved earlier',
      15,
      /web-1@.* is held by 0-4 until 2026-01-01T01:00:00.000Z: the release names no ground/,
      shortened,
    ],
    [
      "a WWSF's release that moved the bound",
      15,
      /web-1@.* is held by 0-4 until 2026-01-01T01:10:00.000Z/,
      (d) =>
        changed(
          changed(d, 'Assigned', 0, ({ data }) => (data['reassignableAt'] = '2026-01-01T01:10:00.000Z')),
          'Released',
          0,
          ({ data }) => (data['reassignableAt'] = '2026-01-01T00:00:10.000Z'),
        ),
    ],
    [
      'a revoked identity that is assigned to its last holder again',
      10,
      /web-2@.* was revoked from the holder of 0-5 and assigned to it again/,
      (d) => {
        const again = changed(d, 'Assigned', 3, ({ data }) => (data['subjectId'] = read(d[4] ?? '').data['subjectId']));
        return again.toSpliced(9, 0, revocation(d, 'Assigned', 1));
      },
    ],
    [
      'a lease in the quarantine of the one before',
      15,
      /quarantine after 0-4 until 2026-01-01T01:00:05.000Z/,
      (d) => changed(d, 'Assigned', -1, ({ data }) => (data['effectiveAt'] = '2026-01-01T01:00:04.999Z')),
    ],
    [
      'a public identity that is assigned with two private ones',
      5,
      /web-2@.* is held by 0-4/,
      (d) => changed(d, 'Assigned', 1, ({ data }) => (data['impus'] = ['sip:web-1@op-a.example'])),
    ],
    [
      'a missing generation',
      10,
      /generation 3 in 0-10, expected 2/,
      (d) => changed(d, 'Assigned', 3, ({ data }) => (data['generation'] = 3)),
    ],
    [
      'an assignment with the id of another event',
      5,
      /does not have the id/,
      (d) => changed(d, 'Assigned', 1, ({ data }) => (data['assignmentId'] = '0-99')),
    ],
  ])('finds %s', (_, position, sentence, tamper) => {
    expect(checkOneHolder(0, tamper(good))).toContainEqual({
      lane: 0,
      position,
      sentence: expect.stringMatching(sentence),
    });
  });

  it('treats the tel URI and the SIP URI of a number as one name', () => {
    const tel = changed(good, 'Assigned', 0, ({ data }) => (data['impus'] = ['tel:+493023125000']));
    const sip = ['sip:+493023125000@op-a.example;user=phone'];
    const both = changed(tel, 'Assigned', 1, ({ data }) => (data['impus'] = sip));
    expect(checkOneHolder(0, tel)).toEqual([]);
    expect(checkOneHolder(0, both).map(({ position }) => position)).toEqual([5]);
  });
});

/** The first lease as version 0.1 recorded it: an indication moved its bound earlier, and its identity was assigned again then. */
function shortened(documents: readonly string[]): readonly string[] {
  const bound = '2026-01-01T00:01:00.000Z';
  const released = changed(documents, 'Released', 0, ({ data }) => {
    Object.assign(data, { by: 'ep-cscf', reassignableAt: bound, assignableAt: bound });
  });
  const expired = changed(released, 'Expired', 0, ({ data }) => {
    Object.assign(data, { reassignableAt: bound, assignableAt: bound, effectiveAt: bound });
  });
  return changed(expired, 'Assigned', -1, ({ data }) => (data['effectiveAt'] = '2026-01-01T00:59:59.999Z'));
}
