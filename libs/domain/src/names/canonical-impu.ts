import { domainFault, imsiPattern, imsiRealmPattern } from './domain-fault.js';
import type { FormatFault } from './format-fault.js';
import { isFault } from './format-fault.js';
import type { ReadImpu } from './read-impu.js';
import { readImpu, withoutSeparators } from './read-impu.js';

export type CanonicalImpu = Pick<ReadImpu, 'impu' | 'alias'>;

/**
 * Digits of an E.164 number: a country code of at least 1 digit and a national number of at least 4. No numbering plan in use has shorter
 * numbers (Austria, Germany and Niue have 4). ADR 21 says why no numbering plans are used.
 */
const numberDigitsMin = 5;

/** The IMPU in canonical form, with its alias, if it is an address of record of one subscriber. */
export function canonicalImpu(text: string): CanonicalImpu | FormatFault {
  const read = readImpu(text);
  if (isFault(read)) return read;
  const fault = refusalOf(read);
  return fault ?? { impu: read.impu, alias: read.alias };
}

/** Why a valid URI cannot be imported. */
function refusalOf({ impu, number, address }: ReadImpu): FormatFault | undefined {
  const fault = address && (standsForOthers(address) ?? addressFault(address, number !== undefined));
  if (fault !== undefined) return fault;
  if (number === undefined || number.length > numberDigitsMin) return undefined;
  return {
    code: 'impu-malformed',
    detail:
      `${impu} is too short for an E.164 number: write the country code and the whole number, ` +
      `${String(numberDigitsMin)} digits at least`,
  };
}

type Address = NonNullable<ReadImpu['address']>;

/** Identities of no subscriber (TS 23.003 clauses 13.6, 13.7 and 13.11; RFC 2606 clause 2), and those derived from an IMSI (13.4B). */
function standsForOthers({ user, domain }: Address): FormatFault | undefined {
  if (/(?:^|\.)invalid$/.test(domain)) {
    const detail = `${user}@${domain} is reserved and identifies no subscriber: write an address of the operator's domain`;
    return { code: 'impu-reserved', detail };
  }
  if (imsiRealmPattern.test(domain) && imsiPattern.test(user)) {
    const detail =
      'a temporary IMPU (derived from an IMSI) names a SIM subscription: write a public identity of the IMPI';
    return { code: 'impu-temporary', detail };
  }
  return undefined;
}

function addressFault({ user, domain }: Address, isNumber: boolean): FormatFault | undefined {
  const notAor = (detail: string): FormatFault => ({ code: 'impu-not-aor', detail });
  const host = domainFault(domain);
  if (host !== undefined) return notAor(host);
  if (isNumber) return undefined;
  if (user.startsWith('//')) return notAor('a SIP URI has no "//" after its scheme: write sip:user@domain');
  const [name = '', ...parameters] = user.split(';');
  const digits = withoutSeparators(name);
  if (parameters.length > 0 && /^\+?\d+$/.test(digits)) {
    return notAor(`the user part carries telephone parameters: leave out ";${parameters.join(';')}"`);
  }
  if (/^\+\d*$/.test(digits)) {
    const detail = `"${user}" is not an E.164 number (at most 15 digits after the +, the first not 0)`;
    return { code: 'impu-malformed', detail };
  }
  return isText(user)
    ? undefined
    : notAor('the user part contains escaped bytes that are not text: leave out control characters, and write UTF-8');
}

/** Whether the unescaped text is UTF-8 without control characters: some systems would cut it at a NUL, or read another text. */
function isText(user: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(user));
  } catch {
    return false;
  }
}
