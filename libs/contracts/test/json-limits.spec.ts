import { describe, expect, it } from '@jest/globals';
import { jsonDepthMax, jsonLimitFault, jsonValuesMax } from '@allocator/contracts';
import fc from 'fast-check';

const tooDeep = `is nested deeper than ${String(jsonDepthMax)} levels`;
const tooMany = `has more than ${String(jsonValuesMax)} members and items`;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** Commas and opening brackets in the JSON text of the value. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  return 1 + Math.max(0, inside.length - 1) + inside.reduce<number>((sum, each) => sum + valuesIn(each), 0);
}

/** Strings that look like structure, with quotes and backslashes in every place. */
const hostileText = fc
  .array(fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ':', '\\"', 'a', '\u2028', '🙂', '\u0000'), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''));
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 9, depthSize: 'large' },
    fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(hostileText, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** The same value with every character of its strings escaped, and white space wherever it is allowed. */
function writtenOut(json: string): string {
  const escaped = (text: string): string =>
    [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (token) =>
    token.startsWith('"') ? ` "${escaped(JSON.parse(token) as string)}"\n` : ` ${token}\t`,
  );
}

describe('the limits of a JSON text', () => {
  it('agree with the depth of its value, in every spelling', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const json = JSON.stringify(value);
        const expected = depthOf(value) > jsonDepthMax ? tooDeep : undefined;
        for (const text of [json, writtenOut(json), JSON.stringify(value, undefined, 2)]) {
          expect(JSON.parse(text)).toEqual(JSON.parse(json));
          expect(jsonLimitFault(text)).toBe(expected);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('agree with the number of its values', () => {
    const wide = fc.tuple(
      fc.integer({ min: jsonValuesMax - 5, max: jsonValuesMax + 5 }),
      fc.constantFrom(0, [], ['a'], { a: 1, b: 2 }),
    );
    fc.assert(
      fc.property(wide, ([values, item]) => {
        const value = { items: Array.from({ length: Math.floor((values - 1) / (1 + valuesIn(item))) }, () => item) };
        expect(jsonLimitFault(JSON.stringify(value))).toBe(valuesIn(value) > jsonValuesMax ? tooMany : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('are those of the contract: the last level and value are accepted, one more is not', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect([jsonLimitFault(nested(jsonDepthMax)), jsonLimitFault(nested(jsonDepthMax + 1))]).toEqual([
      undefined,
      tooDeep,
    ]);
    const list = (items: number): string => JSON.stringify(Array(items).fill(0));
    expect([jsonLimitFault(list(jsonValuesMax)), jsonLimitFault(list(jsonValuesMax + 1))]).toEqual([
      undefined,
      tooMany,
    ]);
  });

  it('leave text that is not JSON to the parser', () => {
    for (const text of ['', '"', '"\\', ']]]]', '{"a', 'null,']) expect(jsonLimitFault(text)).toBeUndefined();
  });
});
