import type { Impi } from '../ids/ids.js';
import { domainPattern, imsiPattern, imsiRealmPattern, isDomain } from './domain-fault.js';
import type { FormatFault } from './format-fault.js';
import { tooLong } from './format-fault.js';

/** RFC 4282: an NAI has at most 253 octets. */
const impiLengthMax = 253;
/** RFC 4282 `username`, simplified: no control character, space or delimiter. */
const naiUserPattern = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
/** The form of every IMPI. One derived from an IMSI must also fit its realm. */
export const impiPattern = new RegExp(
  `^\\s*${naiUserPattern.source.slice(1, -1)}@${domainPattern.source.slice(1, -1)}\\s*$`,
);

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

/** Whether the IMSI and the realm of a derived IMPI name the same network (TS 23.003 clause 13.3); true for every other realm. */
function isImsiOf(username: string, realm: string): boolean {
  const [isDerived, mnc = '', mcc = ''] = imsiRealmPattern.exec(realm) ?? [];
  if (isDerived === undefined) return true;
  // In the realm, a network code of two digits has a leading zero.
  const prefixes = mnc.startsWith('0') ? [mcc + mnc, mcc + mnc.slice(1)] : [mcc + mnc];
  return imsiPattern.test(username) && prefixes.some((prefix) => username.startsWith(prefix));
}
