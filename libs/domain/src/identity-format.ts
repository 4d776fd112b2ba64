import type { Impi, Impu } from './ids.js';

/** Why an identity cannot be taken into a pool, for a person to read. */
export interface FormatFault {
  readonly code:
    | 'impi-malformed'
    | 'impu-malformed'
    | 'impu-wildcarded'
    | 'impu-temporary'
    | 'impu-reserved'
    | 'impu-local-number'
    | 'no-impu';
  readonly detail: string;
}

export interface CanonicalImpu {
  readonly impu: Impu;
  /**
   * What the identity is to the network: a tel URI and the SIP URI with `user=phone` of the same number have the same
   * one (TS 24.229 clause 4.2), so that nobody holds a number by the one name while another holds it by the other.
   */
  readonly alias: string;
}

/** RFC 4282 asks for 253 octets of NAI at most. */
const impiLengthMax = 253;
const impuLengthMax = 255;

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const domainPattern = new RegExp(`^${label}(?:\\.${label})*$`);
/** RFC 3261 `user`: unreserved, escaped and user-unreserved characters. */
const sipUserPattern = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/;
/** RFC 4282 `username` without the dot rules' finer points: no control, space or delimiter. */
const naiUserPattern = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
/** What every IMPI looks like; one made from an IMSI has to fit its realm besides. */
export const impiPattern = new RegExp(
  `^\\s*${naiUserPattern.source.slice(1, -1)}@${domainPattern.source.slice(1, -1)}\\s*$`,
);
/** E.164: at most 15 digits, the first not zero (TS 23.003 clause 13.4). */
const globalNumberPattern = /^\+[1-9]\d{0,14}$/;
const imsiRealmPattern = /^ims\.mnc(\d{3})\.mcc(\d{3})\.3gppnetwork\.org$/;
/** Mobile country code, network code and subscriber number (TS 23.003 clause 2.2). */
const imsiPattern = /^\d{6,15}$/;
/** Identities that stand for nobody (TS 23.003 clauses 13.6, 13.7 and 13.11). */
const reserved = new Set([
  'sip:anonymous@anonymous.invalid',
  'sip:unavailable@unknown.invalid',
  'sip:unknown@unknown.invalid',
]);

export function isFault(result: object): result is FormatFault {
  return 'code' in result;
}

/** `username@realm` with the realm in lower case (TS 23.003 clause 13.3, RFC 4282). */
export function canonicalImpi(text: string): { readonly impi: Impi } | FormatFault {
  if (text.length > impiLengthMax) return tooLong('impi-malformed', impiLengthMax);
  const [username = '', realm = '', ...more] = text.trim().split('@');
  const fault = (detail: string): FormatFault => ({ code: 'impi-malformed', detail });
  if (more.length > 0 || realm === '' || username === '') return fault(`"${text}" is not username@realm`);
  if (!naiUserPattern.test(username))
    return fault(`"${username}" is not the username of an NAI (no "sip:" prefix, no spaces)`);
  if (!isDomain(realm)) return fault(`"${realm}" is not a domain name`);
  if (/^\d+$/.test(username) && !isImsiOf(username, realm.toLowerCase())) {
    return fault(`"${username}" is not an IMSI of the network that ${realm} names (MCC, MNC, at most 15 digits)`);
  }
  return { impi: `${username}@${realm.toLowerCase()}` as Impi };
}

/** Whether an IMPI made from an IMSI names one network twice (TS 23.003 clause 13.3); true for every other realm. */
function isImsiOf(username: string, realm: string): boolean {
  const [isDerived, mnc = '', mcc = ''] = imsiRealmPattern.exec(realm) ?? [];
  if (isDerived === undefined) return true;
  // In the realm a network code of two digits has a zero before it.
  const prefixes = mnc.startsWith('0') ? [mcc + mnc, mcc + mnc.slice(1)] : [mcc + mnc];
  return imsiPattern.test(username) && prefixes.some((prefix) => username.startsWith(prefix));
}

/** A SIP or tel URI in its canonical form (TS 23.003 clause 13.4), and what it is an alias of. */
export function canonicalImpu(text: string): CanonicalImpu | FormatFault {
  const trimmed = text.trim();
  if (trimmed.length > impuLengthMax) return tooLong('impu-malformed', impuLengthMax);
  const scheme = /^(sip|sips|tel):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) return { code: 'impu-malformed', detail: `"${text}" is neither a SIP URI nor a tel URI` };
  const rest = trimmed.slice(scheme.length + 1);
  return scheme === 'tel' ? canonicalTel(rest) : canonicalSip(scheme, rest);
}

/** First of all checks, so that a refusal never quotes more than an identity's length. */
function tooLong(code: FormatFault['code'], lengthMax: number): FormatFault {
  return { code, detail: `longer than ${String(lengthMax)} characters` };
}

function canonicalTel(rest: string): CanonicalImpu | FormatFault {
  const [number = '', ...parameters] = rest.split(';');
  if (!number.startsWith('+')) {
    return {
      code: 'impu-local-number',
      detail: `tel:${rest} is not a global number: write it as tel:+ and the country code`,
    };
  }
  if (parameters.length > 0) return { code: 'impu-malformed', detail: 'a tel URI in a pool carries no parameters' };
  const digits = withoutSeparators(number);
  if (!globalNumberPattern.test(digits)) {
    return { code: 'impu-malformed', detail: `tel:${rest} is not an E.164 number (at most 15 digits after the +)` };
  }
  return { impu: `tel:${digits}` as Impu, alias: `tel:${digits}` };
}

function canonicalSip(scheme: string, rest: string): CanonicalImpu | FormatFault {
  const fault = (detail: string): FormatFault => ({ code: 'impu-malformed', detail });
  const at = rest.lastIndexOf('@');
  const [host = '', ...parameters] = rest.slice(at + 1).split(';');
  const written = at < 0 ? '' : rest.slice(0, at);
  if (written === '' || host === '') return fault(`"${scheme}:${rest}" is not ${scheme}:user@domain`);
  if (!sipUserPattern.test(written)) return fault(`"${written}" is not the user part of a SIP URI`);
  const user = withoutNeedlessEscapes(written);
  if (!isDomain(host)) return fault(`"${host}" is not a domain name`);
  if (/!.*!/.test(user)) {
    return {
      code: 'impu-wildcarded',
      detail: 'a wildcarded IMPU (between "!") stands for many identities and cannot be lent',
    };
  }
  const domain = host.toLowerCase();
  const bare = `${scheme}:${user}@${domain}`;
  if (reserved.has(bare)) return { code: 'impu-reserved', detail: `${bare} is reserved and stands for nobody` };
  if (imsiRealmPattern.test(domain) && imsiPattern.test(user)) {
    return {
      code: 'impu-temporary',
      detail: 'a temporary IMPU (made from an IMSI) names a SIM subscription and cannot be lent',
    };
  }
  if (parameters.length === 0) {
    // The same number with user=phone would be another name of it that nobody could tell from this one.
    if (globalNumberPattern.test(withoutSeparators(user))) return fault(`"${user}" is a number: add ;user=phone`);
    return { impu: bare as Impu, alias: bare };
  }
  if (parameters.length > 1 || parameters[0]?.toLowerCase() !== 'user=phone') {
    return fault('the only parameter of a SIP URI in a pool is user=phone');
  }
  const digits = withoutSeparators(user);
  if (!globalNumberPattern.test(digits)) return fault(`"${user}" is not a global number, as user=phone wants`);
  return { impu: `${scheme}:${digits}@${domain};user=phone` as Impu, alias: `tel:${digits}` };
}

/** RFC 3261 clause 19.1.4: an escaped character that needs no escape is the character itself. */
function withoutNeedlessEscapes(user: string): string {
  return user.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9\-_.!~*'()&=+$,;?/]/.test(character) ? character : escape.toUpperCase();
  });
}

/** RFC 3966 clause 4: visual separators do not count. */
function withoutSeparators(number: string): string {
  return number.replace(/[-.() ]/g, '');
}

function isDomain(name: string): boolean {
  return name.length <= 253 && domainPattern.test(name);
}
