import { describe, expect, it } from '@jest/globals';
import { canonicalImpu, isFault } from '@allocator/domain';
import fc from 'fast-check';

/** An address of record or a number, independent of its spelling. */
type Resource =
  | { readonly kind: 'address'; readonly user: string; readonly domain: string }
  | { readonly kind: 'number'; readonly digits: string };

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const unescaped = letters.concat(Array.from(`0123456789-_.~*'()&=$,?`));
/** Characters that a user part can contain only as escapes. */
const escapedOnly = [' ', '%', '@', ':', '#', '"', 'é', '漢'];
const label = fc.string({ unit: fc.constantFrom(...Array.from('abcxyz019')), minLength: 1, maxLength: 4 });
const domain = fc
  .tuple(label, fc.constantFrom('op', 'wrtc'), fc.constantFrom('example', 'com'))
  .map((parts) => parts.join('.'));
const user = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.array(fc.oneof({ arbitrary: fc.constantFrom(...unescaped), weight: 5 }, fc.constantFrom(...escapedOnly)), {
      maxLength: 6,
    }),
  )
  .map(([first, others]) => first + others.join(''));
const digits = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }).map(String),
    fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 4, maxLength: 14 }),
  )
  .map(([first, others]) => first + others);
const resource: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({ kind: fc.constant('address' as const), user, domain }),
  fc.record({ kind: fc.constant('number' as const), digits }),
);

const anyCase = (text: string): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.boolean()).map((upper) =>
    Array.from(text)
      .map((letter) => (upper.next().value ? letter.toUpperCase() : letter.toLowerCase()))
      .join(''),
  );
/** Each character escaped or not, as its kind allows, with hex digits in either case. */
const userPart = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Array.from(text).map((character) =>
        escapedOnly.includes(character) ? escape(character) : fc.oneof(fc.constant(character), escape(character)),
      ),
    )
    .map((parts) => parts.join(''));
const escape = (character: string): fc.Arbitrary<string> => {
  const hex = [...Buffer.from(character)].map((octet) => octet.toString(16).padStart(2, '0'));
  return fc.tuple(...hex.map(anyCase)).map((octets) => octets.map((octet) => `%${octet}`).join(''));
};
const separated = (text: string, separators: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(...Array.from(text).map((digit) => fc.constantFrom('', ...separators).map((before) => before + digit)))
    .map((parts) => parts.join(''));

const scheme = fc.constantFrom('sip', 'sips').chain(anyCase);
const padding = fc.constantFrom('', ' ', '\t');

/** One spelling of the resource. */
function dress(of: Resource): fc.Arbitrary<string> {
  const written =
    of.kind === 'address'
      ? fc.tuple(scheme, userPart(of.user), anyCase(of.domain)).map(([s, u, d]) => `${s}:${u}@${d}`)
      : fc.oneof(telUri(of.digits), companion(of.digits));
  return fc.tuple(padding, written, padding).map((parts) => parts.join(''));
}

function telUri(number: string): fc.Arbitrary<string> {
  return fc.tuple(anyCase('tel'), separated(number, ['-', '.', '(', ')', ' '])).map(([s, n]) => `${s}:+${n}`);
}

function companion(number: string): fc.Arbitrary<string> {
  const part = separated(`+${number}`, ['-', '.', '(', ')']).chain(userPart);
  return fc
    .tuple(scheme, part, domain.chain(anyCase), anyCase('user=phone'))
    .map(([s, u, d, parameter]) => `${s}:${u}@${d};${parameter}`);
}

function aliasOfDress(text: string): string {
  const canonical = canonicalImpu(text);
  if (isFault(canonical)) throw new Error(`${text} is refused: ${canonical.detail}`);
  return canonical.alias;
}

const aliasByHand = (of: Resource): string =>
  of.kind === 'number'
    ? `tel:+${of.digits}`
    : `sip:${Array.from(of.user)
        .map((c) => (escapedOnly.includes(c) ? encodeURIComponent(c) : c))
        .join('')}@${of.domain}`;

describe('one resource', () => {
  it('has one alias in every spelling', () => {
    const dresses = resource.chain((of) => fc.tuple(fc.constant(of), dress(of), dress(of)));
    fc.assert(
      fc.property(dresses, ([of, one, another]) => {
        expect(aliasOfDress(one)).toBe(aliasOfDress(another));
        expect(aliasOfDress(one)).toBe(aliasByHand(of));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never has the alias of another resource', () => {
    // Similar resources: another letter's case, one more character, another domain.
    const near = resource.chain((of) => fc.tuple(fc.constant(of), fc.oneof(resource, neighbour(of))));
    const pairs = near.chain(([of, other]) => fc.tuple(fc.constant([of, other] as const), dress(of), dress(other)));
    fc.assert(
      fc.property(pairs, ([[of, other], one, another]) => {
        fc.pre(aliasByHand(of) !== aliasByHand(other));
        expect(aliasOfDress(one)).not.toBe(aliasOfDress(another));
      }),
      { numRuns: 2_000 },
    );
  });

  it('parses its canonical form to itself', () => {
    fc.assert(
      fc.property(resource.chain(dress), (text) => {
        const canonical = canonicalImpu(text);
        if (isFault(canonical)) throw new Error(canonical.detail);
        expect(canonicalImpu(canonical.impu)).toEqual(canonical);
        expect(canonicalImpu(canonical.alias)).toEqual({ impu: canonical.alias, alias: canonical.alias });
      }),
    );
  });
});

function neighbour(of: Resource): fc.Arbitrary<Resource> {
  if (of.kind === 'number') {
    const longer = of.digits.length < 15 ? `${of.digits}0` : of.digits.slice(0, -1);
    return fc.constantFrom(
      { ...of, digits: longer },
      { ...of, digits: `${of.digits.slice(0, -1)}${of.digits.endsWith('7') ? '8' : '7'}` },
    );
  }
  const first = of.user.charAt(0);
  const otherCase = first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase();
  return fc.constantFrom(
    { ...of, user: otherCase + of.user.slice(1) },
    { ...of, user: `${of.user}.` },
    // Escaped twice is another text, not the character.
    { ...of, user: `${of.user}%41` },
    { ...of, domain: `x${of.domain}` },
  );
}

describe('a URI that is not an address of record is refused', () => {
  const address = fc.record({ kind: fc.constant('address' as const), user, domain });
  const trimmed = address.chain(dress).map((text) => text.trim());
  const [port, parameter, header] = [
    fc.constantFrom(':5060', ':5061', ':', ':0'),
    fc.constantFrom('transport=ws', 'maddr=192.0.2.1', 'ttl=1', 'lr', 'gr=urn:uuid:1', 'method=INVITE', 'user=ip', ''),
    fc.constantFrom('?subject=x', '?a=b&c=d', '?to=sip:b@op.example'),
  ];
  const host = fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((ip) => `[${ip}]`),
  );

  it.each([
    ['a port', fc.tuple(trimmed, port).map((parts) => parts.join(''))],
    ['a parameter', fc.tuple(trimmed, parameter).map((parts) => parts.join(';'))],
    ['a header', fc.tuple(trimmed, header).map((parts) => parts.join(''))],
    ['all of them', fc.tuple(trimmed, port, parameter, header).map(([a, b, c, d]) => `${a}${b};${c}${d}`)],
    ['a password', fc.tuple(scheme, user.chain(userPart), domain).map(([s, u, d]) => `${s}:${u}:secret@${d}`)],
    ['a host that is no domain', fc.tuple(scheme, user.chain(userPart), host).map(([s, u, h]) => `${s}:${u}@${h}`)],
    ['two slashes', fc.tuple(scheme, user.chain(userPart), domain).map(([s, u, d]) => `${s}://${u}@${d}`)],
    ['an extension', fc.tuple(scheme, digits, domain).map(([s, n, d]) => `${s}:+${n};ext=1@${d}`)],
    ['a parameter of a tel URI', digits.chain(telUri).map((text) => `${text};phone-context=op.example`)],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(canonicalImpu(text)).toMatchObject({ code: 'impu-not-aor', detail: expect.stringMatching(/\w/) });
      }),
    );
  });
});
