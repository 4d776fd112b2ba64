import { describe, expect, it } from '@jest/globals';
import { canonicalImpi, canonicalImpu, isFault } from '@allocator/domain';
import fc from 'fast-check';

const names = [
  'sip:+4930123456@operator.example;user=phone',
  'tel:+4930123456',
  'sip:alice@example.org',
  'sips:alice@example.org',
  'web-1@ims.operator.example',
  'SIP:Alice%40home@EXAMPLE.org',
];
const pieces = [
  '@',
  ';',
  ':',
  '%',
  '%00',
  '%2F',
  '!',
  '.',
  '..',
  '+',
  ' ',
  '\t',
  '\r\n',
  '\0',
  '\ud800',
  '«',
  '<',
  '"',
  '[::1]',
  'user=phone',
];
/** A valid name with something inserted, cut or doubled; or any text. */
const hostile = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .record({ name: fc.constantFrom(...names), at: fc.nat(40), piece: fc.constantFrom(...pieces), cut: fc.nat(5) })
    .map(({ name, at, piece, cut }) => name.slice(0, at) + piece + name.slice(at + cut)),
);
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0020\u007f-\u009f]/;

describe('a hostile name', () => {
  it.each([
    ['impu', (text: string) => canonicalImpu(text)],
    ['impi', (text: string) => canonicalImpi(text)],
  ])('%s: has a verdict; an accepted name is canonical and contains no invisible characters', (member, canonical) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const result = canonical(text);
        if (isFault(result)) return result.detail !== '';
        const name = (result as unknown as Record<string, string>)[member] ?? '';
        const again = canonical(name);
        expect(unprintable.test(name)).toBe(false);
        return !isFault(again) && (again as unknown as Record<string, string>)[member] === name;
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['a', '@', '.', 'a.', '%41', '+1', ';x=y', '!'])(
    'of a hundred thousand times %j, it has its verdict',
    (piece) => {
      const long = piece.repeat(100_000);
      for (const text of [long, `sip:${long}@example.org`, `sip:alice@${long}`, `tel:+${long}`, `alice@${long}`]) {
        expect(isFault(canonicalImpu(text)) && isFault(canonicalImpi(text))).toBe(true);
      }
    },
  );
});
