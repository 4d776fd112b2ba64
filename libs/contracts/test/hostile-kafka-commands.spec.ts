import { describe, expect, it } from '@jest/globals';
import { parseKafkaCommand } from '@allocator/contracts';
import type { WwsfId } from '@allocator/domain';
import fc from 'fast-check';

const parse = (value: Uint8Array | null) => parseKafkaCommand(value, 'wwsf-a' as WwsfId);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = {
  commandId: '0b9a4f39-6f0a-4a7e-9d59-7c7f6f3a1c11',
  type: 'Assign',
  poolId: 'pool-a',
  subject: { kind: 'authenticated', ref: 'alice' },
};

/** Every record of a WWSF gets a verdict. An exception would stop its partition. */
describe('a hostile record', () => {
  it('of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (value) => ['command', 'dead-letter'].includes(parse(value).kind)),
    );
  });

  it('of any JSON, and of a command with any value in any member', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(fc.property(anything, (text) => parse(bytes(text)).kind === 'dead-letter'));
    const place = fc.constantFrom('commandId', 'type', 'poolId', 'subject', '__proto__', 'constructor', 'toString');
    fc.assert(
      fc.property(place, anything, (member, text) => {
        const faulty = JSON.stringify(good).replace(/}$/, `,${JSON.stringify(member)}:${text}}`);
        return ['command', 'dead-letter'].includes(parse(bytes(faulty)).kind);
      }),
    );
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([
    ['nothing', null],
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf])],
    ['half a character', new Uint8Array([0x22, 0xe2, 0x82])],
    ['an overlong form of a slash', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ['sixty thousand brackets', bytes('['.repeat(60_000))],
    ['sixty thousand objects in each other', bytes('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000))],
    ['a number beyond all numbers', bytes('1e999999')],
    ['a number of sixty thousand digits', bytes('9'.repeat(60_000))],
    ['a command id that is an object', bytes(JSON.stringify({ ...good, commandId: { $ne: null } }))],
    ['a prototype', bytes('{"__proto__":{"type":"Assign"},"type":"Assign"}')],
    ['half a surrogate in the reference', bytes(JSON.stringify(good).replace('alice', '\\ud800'))],
    ['a null in the reference', bytes(JSON.stringify(good).replace('alice', '\\u0000'))],
  ])('%s', (_, value) => {
    expect(parse(value)).toMatchObject({ kind: 'dead-letter', detail: expect.any(String) as unknown });
  });

  it('with two members of the same name counts with the last one, as by JSON.parse', () => {
    expect(parse(bytes(JSON.stringify(good).replace('{', '{"type":"Nonsense",')))).toMatchObject({ kind: 'command' });
    expect(parse(bytes(JSON.stringify(good).replace(/}$/, ',"type":"Nonsense"}')))).toMatchObject({
      reason: 'unknown-type',
    });
  });
});
