import { randomUUID } from 'node:crypto';

/** Maximum bytes of a batch's body. */
const bytesMax = 2 * 1_048_576;

/** The most expensive known bodies of a batch, by what makes them expensive; each call returns a new body. */
export const expensiveBodies: Readonly<Record<string, () => string>> = {
  'nested arrays': () => '['.repeat(bytesMax / 2) + ']'.repeat(bytesMax / 2),
  'nested objects': () => '{"a":'.repeat(340_000) + '0' + '}'.repeat(340_000),
  'a million items': () => `{"commands":[${'0,'.repeat(1_000_000)}0]}`,
  'empty objects, then a prototype': () => `{"commands":[${'{},'.repeat(600_000)}{}],"__proto__":{}}`,
  'one repeated name': () => `{${'"a":0,'.repeat(340_000)}"a":0}`,
  'unknown members': () => `{${Array.from({ length: 150_000 }, (_, n) => `"k${String(n)}":0`).join(',')}}`,
  'faulty commands': () => `{"commands":[${'{"a":{"b":0},"c":0},'.repeat(2_400)}0]}`,
  'long names': () => `{${Array.from({ length: 9_000 }, (_, n) => `"${'k'.repeat(200)}${String(n)}":0`).join(',')}}`,
  'an escaped text': () => `{"commands":"${'\\u00e9'.repeat(340_000)}"}`,
  'a number of two million digits': () => `{"commands":${'9'.repeat(2_000_000)}}`,
  'a long reference': () => batchOf(1, 'é'.repeat(1_000_000)),
  'references of 2 KB': () => batchOf(1_000, 'x'.repeat(1_900)),
  'the longest references': () => batchOf(1_000, '\\u00e9'.repeat(240)),
};

/** @param text contents of a JSON string; a suffix makes each reference unique */
function batchOf(commands: number, text: string): string {
  const command = (): string => {
    const commandId = randomUUID();
    return `{"commandId":"${commandId}","subject":{"kind":"authenticated","ref":"${text}${commandId.slice(0, 16)}"}}`;
  };
  return `{"commands":[${Array.from({ length: commands }, command).join(',')}]}`;
}
