import type { Impu } from '../ids/ids.js';
import { hostFault, isDomain } from './domain-fault.js';
import type { FormatFault } from './format-fault.js';
import { tooLong } from './format-fault.js';

/** A parsed SIP or tel URI. It may be one that cannot be imported. */
export interface ReadImpu {
  /** In canonical form, with the scheme as written (TS 23.003 clause 13.4). */
  readonly impu: Impu;
  /**
   * The resource that the IMPU names, in one spelling: `tel:+digits` for a number, `sip:user@domain` for every other address of record.
   * One resource has one alias, so that no two subjects can hold it by two of its names.
   */
  readonly alias: string;
  /** `+` and digits of a global number, from a tel URI or a SIP URI with `user=phone`. */
  readonly number?: string;
  /** User part, unescaped where possible, and domain in lower case, of a SIP or SIPS URI. */
  readonly address?: { readonly user: string; readonly domain: string };
}

const impuLengthMax = 255;
/** RFC 3261 `user`: unreserved, escaped and user-unreserved characters. */
const sipUserPattern = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/;
/** The form of E.164: at most 15 digits, the first not zero (TS 23.003 clause 13.4). */
const globalNumberPattern = /^\+[1-9]\d{0,14}$/;

const malformed = (detail: string): FormatFault => ({ code: 'impu-malformed', detail });
const notAor = (detail: string): FormatFault => ({ code: 'impu-not-aor', detail });

/**
 * Parses every spelling that any version of the service has accepted, so that a recorded name never loses its alias. `canonicalImpu`
 * decides what can be imported now.
 */
export function readImpu(text: string): ReadImpu | FormatFault {
  const trimmed = text.trim();
  if (trimmed.length > impuLengthMax) return tooLong('impu-malformed', impuLengthMax);
  const scheme = /^(sip|sips|tel):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) return malformed(`"${text}" is neither a SIP URI nor a tel URI`);
  const rest = trimmed.slice(scheme.length + 1);
  return scheme === 'tel' ? readTel(rest) : readSip(scheme, rest);
}

/**
 * @param impu in canonical form, from an event or the store
 * @throws if no version can have recorded the text
 */
export function aliasOf(impu: string): string {
  const read = readImpu(impu);
  if ('code' in read) throw new Error(`no alias of ${impu}: ${read.detail}`);
  return read.alias;
}

function readTel(rest: string): ReadImpu | FormatFault {
  const [number = '', ...parameters] = rest.split(';');
  if (!number.startsWith('+')) {
    const detail = `tel:${rest} is not a global number: write it as tel:+ and the country code`;
    return { code: 'impu-local-number', detail };
  }
  if (isWildcarded(number)) return wildcarded;
  if (parameters.length > 0) {
    return notAor(`a tel URI in a pool carries no parameters: leave out ";${parameters.join(';')}"`);
  }
  const digits = withoutSeparators(number);
  if (!globalNumberPattern.test(digits)) {
    return malformed(`tel:${rest} is not an E.164 number (at most 15 digits after the +, the first not 0)`);
  }
  return { impu: `tel:${digits}` as Impu, alias: `tel:${digits}`, number: digits };
}

function readSip(scheme: string, rest: string): ReadImpu | FormatFault {
  const at = rest.indexOf('@');
  const written = rest.slice(0, Math.max(at, 0));
  const [, host = '', port, tail = ''] = /^(\[[^\]]*\]|[^;?:]*)(:[^;?]*)?(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  if (written === '' || host === '') {
    return malformed(`"${scheme}:${rest}" is not ${scheme}:user@domain: an address of record has both`);
  }
  if (isWildcarded(withoutNeedlessEscapes(written))) return wildcarded;
  if (written.includes(':'))
    return notAor('an address of record has no password: leave out what is between ":" and "@"');
  if (!sipUserPattern.test(written)) {
    return malformed(`"${written}" is not the user part of a SIP URI: escape other characters as % and two hex digits`);
  }
  if (host.includes('@')) return malformed(`"${rest}" has more than one @: write one in the user part as %40`);
  if (port !== undefined) return notAor(`an address of record has no port: leave out "${port}"`);
  if (tail.includes('?'))
    return notAor(`an address of record has no headers: leave out "${tail.slice(tail.indexOf('?'))}"`);
  if (!isDomain(host)) return (host.startsWith('[') ? notAor : malformed)(hostFault(host));
  const user = withoutNeedlessEscapes(written);
  const address = { user, domain: host.toLowerCase() };
  return tail === '' ? readAddress(scheme, address) : readPhone(scheme, address, tail.slice(1));
}

function readAddress(scheme: string, address: { user: string; domain: string }): ReadImpu | FormatFault {
  const { user, domain } = address;
  // A registrar ignores `user=phone` (RFC 3261 clause 10.3), so without it this would still be the number's name in that domain.
  if (globalNumberPattern.test(withoutSeparators(user))) return malformed(`"${user}" is a number: add ;user=phone`);
  const name = `${user}@${domain}`;
  // RFC 3261 clause 19.1: a resource with a SIP URI also has the SIPS URI that differs only in the scheme.
  return { impu: `${scheme}:${name}` as Impu, alias: `sip:${name}`, address };
}

function readPhone(
  scheme: string,
  address: { user: string; domain: string },
  parameters: string,
): ReadImpu | FormatFault {
  if (parameters.toLowerCase() !== 'user=phone') {
    return notAor(`the only parameter of a SIP URI in a pool is user=phone: leave out ";${parameters}"`);
  }
  const number = withoutSeparators(address.user);
  if (!globalNumberPattern.test(number)) {
    return malformed(
      `"${address.user}" is not a global number, which user=phone requires: write + and the country code, ` +
        'or leave out user=phone if it is a name',
    );
  }
  // TS 24.229 clause 4.2: this SIP URI and the tel URI name the same resource.
  return { impu: `${scheme}:${number}@${address.domain};user=phone` as Impu, alias: `tel:${number}`, number, address };
}

const wildcarded: FormatFault = {
  code: 'impu-wildcarded',
  detail: 'a wildcarded IMPU (between "!") stands for many identities: write each of them in a row of its own',
};

function isWildcarded(user: string): boolean {
  return /!.*!/.test(user);
}

/**
 * A registrar unescapes an address of record (RFC 3261 clause 10.3), so an escape and its character are the same name. Characters that
 * must be escaped stay escaped, with hex digits in upper case.
 */
function withoutNeedlessEscapes(user: string): string {
  return user.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9\-_.!~*'()&=+$,;?/]/.test(character) ? character : escape.toUpperCase();
  });
}

/** Removes visual separators (RFC 3966 clause 4) and the spaces that people write. */
export function withoutSeparators(number: string): string {
  return number.replace(/[-.() ]/g, '');
}
