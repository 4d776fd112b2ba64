import type { RowVerdict } from '@allocator/domain';
import { impusMax } from '@allocator/domain';

export type ImportCode = Extract<RowVerdict, { verdict: 'rejected' }>['code'] | 'row-malformed';

/** Why a row of an import is refused, by the code that a client can switch on. Codes are never renamed; later versions may have more. */
export const importCodes: Record<ImportCode, string> = {
  'row-malformed': 'the line cannot be read as a row',
  'no-impu': 'the row has no IMPU',
  'impus-too-many': `the row has more than ${String(impusMax)} IMPUs`,
  'impi-malformed': 'the IMPI is not username@realm',
  'impu-malformed': 'an IMPU is not a SIP or tel URI, or its number not one of E.164',
  'impu-not-aor':
    'an IMPU is more, or other, than an address of record: a port, a parameter, a password, an IP address',
  'impu-local-number': 'a tel URI is not a global number',
  'impu-wildcarded': 'an IMPU stands for many identities',
  'impu-temporary': 'an IMPU is made from an IMSI',
  'impu-reserved': 'an IMPU is reserved and identifies no subscriber',
  'outside-realms': 'a name is outside the realms that the operator has declared',
  'outside-number-prefixes': 'a number is outside the number prefixes that the operator has declared',
  'realm-taken': 'a name is in a realm that another operator has declared',
  'number-prefix-taken': 'a number begins with a prefix that another operator has declared',
  'alias-taken': 'another identity, of whatever pool, has one of the names in some spelling',
  'impi-known-with-other-impus': 'the pool has the IMPI with other names',
};

export const importCodesDescription = `Why, for a client to switch on; later versions may have more. ${Object.entries(
  importCodes,
)
  .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
  .join('; ')}`;
