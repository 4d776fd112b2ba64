import { describe, expect, it } from '@jest/globals';
import { assignBatchBody, assignBody, describeFaults, detailCharsMax, faultsOf, problemOf } from '@allocator/contracts';
import type { z } from 'zod';

const faults = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  if (error === undefined) throw new Error('the value has no fault');
  return faultsOf(error);
};
const subject = { kind: 'authenticated', ref: 'alice' };

describe('the faults of a value', () => {
  it('name some of its unknown members and count the others', () => {
    const unknown = Object.fromEntries(Array.from({ length: 90_000 }, (_, n) => [`k${String(n)}`, 0]));
    expect(faults(assignBody, { subject, ...unknown })).toEqual([
      { path: '', message: 'Unrecognized keys: "k0", "k1", "k2", "k3", "k4" and 89995 more' },
    ]);
    expect(faults(assignBody, { subject, one: 0 })).toEqual([{ path: '', message: 'Unrecognized key: "one"' }]);
  });

  it('cut long names between characters', () => {
    const [fault] = faults(assignBody, { subject, ['🙂'.repeat(500_000)]: 0 });
    expect(fault?.message).toBe(`Unrecognized key: "${'🙂'.repeat(24)}…"`);
  });

  it('list a few of many, and count the others', () => {
    const listed = faults(assignBatchBody, { commands: Array(1_000).fill(0) });
    expect(listed).toHaveLength(11);
    expect(listed.at(-1)).toEqual({ path: '', message: '990 more faults are not listed' });
  });

  it('have at most a few KB of text for any value', () => {
    const hostile = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [`${'"\\\u0000'.repeat(300)}${String(n)}`, 0]),
    );
    const listed = faults(assignBatchBody, { commands: Array(1_000).fill({ ...hostile, subject: hostile }) });
    expect(JSON.stringify(listed).length).toBeLessThan(8_000);
    expect(JSON.stringify(problemOf('invalid-request', { detail: describeFaults(listed) })).length).toBeLessThan(3_000);
  });
});

describe('the detail of a problem', () => {
  it('has a maximum length', () => {
    const { detail } = problemOf('not-found', { detail: 'x'.repeat(100_000) });
    expect(detail).toBe(`${'x'.repeat(detailCharsMax - 1)}…`);
    expect(problemOf('not-found', { detail: 'x'.repeat(detailCharsMax) })['detail']).toHaveLength(detailCharsMax);
  });
});
