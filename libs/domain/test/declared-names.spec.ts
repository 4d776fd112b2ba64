import { describe, expect, it } from '@jest/globals';
import type { OperatorId } from '@allocator/domain';
import {
  canonicalRow,
  decideOperator,
  isFault,
  judgeNames,
  numberPrefixPattern,
  realmPattern,
} from '@allocator/domain';
import { operatorProfile } from '@allocator/testing';

const [opA, opB, opC] = ['op-a', 'op-b', 'op-c'] as OperatorId[] as [OperatorId, OperatorId, OperatorId];
const profile = operatorProfile();
const declared = [
  { operatorId: opA, realms: ['op-a.example'], numberPrefixes: ['+4930'] },
  { operatorId: opB, realms: ['op-b.example'] },
];

function judged(operatorId: OperatorId, impi: string, ...impus: string[]) {
  const row = canonicalRow({ row: 1, impi, impus });
  if (isFault(row)) throw new Error(row.detail);
  return judgeNames(operatorId, declared)(row);
}

describe('a row of an import', () => {
  it.each([
    ['the realm itself', 'web-1@op-a.example', 'sip:web-1@op-a.example'],
    ['sub-domains', 'web-1@ims.op-a.example', 'sips:web-1@de.wrtc.OP-A.example'],
    ['numbers with the prefix', 'web-1@op-a.example', 'tel:+49-30-1234567'],
    ['a number as a SIP URI', 'web-1@op-a.example', 'sip:+49301234567@op-a.example;user=phone'],
  ])('is accepted with names inside those that its operator has declared: %s', (_, impi, ...impus) => {
    expect(judged(opA, impi, ...impus)).toBeUndefined();
  });

  it.each([
    ['an IMPI', 'outside-realms', 'web-1@op-x.example', 'sip:web-1@op-a.example'],
    ['an address', 'outside-realms', 'web-1@op-a.example', 'sip:web-1@op-x.example'],
    ['a domain that only ends alike', 'outside-realms', 'web-1@op-a.example', 'sip:web-1@xop-a.example'],
    ['a parent of the realm', 'outside-realms', 'web-1@op-a.example', 'sip:web-1@example'],
    ['the domain of a number', 'outside-realms', 'web-1@op-a.example', 'sip:+49301234567@op-x.example;user=phone'],
    ['a number', 'outside-number-prefixes', 'web-1@op-a.example', 'tel:+49401234567'],
  ])('is refused with a name outside them: %s', (_, code, impi, ...impus) => {
    const allowed = code === 'outside-realms' ? 'op-a.example' : '+4930';
    expect(judged(opA, impi, ...impus)).toMatchObject({
      code,
      detail: expect.stringContaining(`use ${code === 'outside-realms' ? '' : 'a number that begins with '}${allowed}`),
    });
  });

  it.each([
    ['that has declared others', opB, 'realm-taken', 'web-1@op-b.example', 'sip:web-1@ims.op-a.example'],
    ['that has declared none', opC, 'realm-taken', 'web-1@op-a.example', 'sip:web-1@op-c.example'],
    ['that has declared no prefixes', opB, 'number-prefix-taken', 'web-1@op-b.example', 'tel:+49301234567'],
    [
      'by a SIP URI of a number',
      opC,
      'number-prefix-taken',
      'w@op-c.example',
      'sip:+49301234567@op-c.example;user=phone',
    ],
  ] as const)(
    'is refused with a name inside what another operator has declared, of an operator %s',
    (_, by, code, impi, impu) => {
      const refusal = judged(by, impi, impu);
      expect(refusal).toMatchObject({ code });
      expect(refusal?.detail).toContain('another operator');
    },
  );

  it('is accepted if no operator has declared its names', () => {
    expect(judged(opC, 'web-1@op-c.example', 'tel:+49401234567')).toBeUndefined();
    expect(judged(opB, 'web-1@op-b.example', 'tel:+49401234567')).toBeUndefined();
  });

  it('is answered with five of the declared names and the number of others', () => {
    const realms = Array.from({ length: 7 }, (_, n) => `r${String(n)}.example`);
    const refusal = judgeNames(opA, [{ operatorId: opA, realms }])({ impi: 'x@y.example' as never, impus: [] });
    expect(refusal?.detail).toContain('r4.example (and 2 more in the profile)');
  });
});

describe('a profile', () => {
  const others = declared;
  it.each([
    ['the same realm', { realms: ['op-b.example'] }, 'realm-taken', 'op-b.example'],
    ['a sub-domain of one', { realms: ['op-c.example', 'ims.op-a.example'] }, 'realm-taken', 'ims.op-a.example'],
    ['a parent of one', { realms: ['a.example', 'example.org', 'op-b.example'] }, 'realm-taken', 'op-b.example'],
    ['the same prefix', { numberPrefixes: ['+4930'] }, 'number-prefix-taken', '+4930'],
    ['a longer prefix', { numberPrefixes: ['+49', '+49301'] }, 'number-prefix-taken', '+49'],
    ['a shorter prefix', { numberPrefixes: ['+4940', '+49301'] }, 'number-prefix-taken', '+49301'],
  ])('that declares a name of another operator is refused: %s', (_, names, code, name) => {
    const decision = decideOperator({ ...profile, operatorId: opC, ...names }, undefined, others);
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code, detail: expect.stringContaining(name) } });
  });

  it('that declares a neighbouring name is accepted', () => {
    const names = { realms: ['xop-a.example', 'example.net'], numberPrefixes: ['+4931', '+50'] };
    expect(decideOperator({ ...profile, operatorId: opC, ...names }, undefined, others)).toMatchObject({
      kind: 'changed',
      terms: names,
    });
  });

  it('is never refused for names that it already has: a raise is recorded even if a restore has left an overlap', () => {
    const overlapping = { ...profile, operatorId: opC, realms: ['op-a.example'] };
    const raised = { ...overlapping, maxRegistrationSeconds: 9_999 };
    expect(decideOperator(raised, overlapping, others)).toMatchObject({ kind: 'changed', terms: { version: 2 } });
  });

  it('gets a new version if its names change or are removed', () => {
    const current = { ...profile, realms: ['op-c.example'] };
    expect(decideOperator({ ...profile, realms: ['op-c.example'] }, current, [])).toMatchObject({ kind: 'unchanged' });
    expect(decideOperator({ ...profile, realms: ['op-d.example'] }, current, [])).toMatchObject({ kind: 'changed' });
    const without = decideOperator(profile, current, []);
    expect(without).toMatchObject({ kind: 'changed', terms: { version: 2 } });
    expect(without).not.toHaveProperty('terms.realms');
  });
});

describe('what can be declared', () => {
  it.each(['op-a.example', 'IMS.mnc001.mcc262.3gppnetwork.org', 'xn--bcher-kva.example', 'a.b-c.de'])(
    '%s is a realm',
    (name) => {
      expect(realmPattern.test(name)).toBe(true);
    },
  );

  it.each([
    'example',
    'op-a.example.',
    '.op-a.example',
    '192.0.2.1',
    'bücher.example',
    'op_a.example',
    'op-a..example',
    '*.op-a.example',
    '',
  ])('"%s" cannot be declared', (name) => {
    expect(realmPattern.test(name)).toBe(false);
  });

  it('a number prefix is + and 1 to 15 digits, the first not 0', () => {
    for (const prefix of ['+4', '+4930', '+123456789012345'])
      expect([prefix, numberPrefixPattern.test(prefix)]).toEqual([prefix, true]);
    for (const none of ['', '+', '4930', '+0', '+49 30', '+1234567890123456', 'tel:+4930']) {
      expect([none, numberPrefixPattern.test(none)]).toEqual([none, false]);
    }
  });
});
