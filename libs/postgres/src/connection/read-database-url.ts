import type { ConnectionOptions } from 'node:tls';
import type { TlsNegotiation } from './tls-of.js';
import { DatabaseUrlError, faultOfTls, tlsNegotiationOf, tlsOf } from './tls-of.js';

export { DatabaseUrlError };

/** A parsed URL of a database. */
export interface DatabaseAddress {
  /** The URL for the driver, without the parts that are in the other members. */
  readonly connectionString: string;
  /** Startup options from the URL or `PGOPTIONS`. */
  readonly options: string | undefined;
  readonly ssl: ConnectionOptions | false;
  readonly sslnegotiation: TlsNegotiation | undefined;
}

/** URL parameters that would change how the driver talks to the server or parses its answers. */
const driverParameters = ['binary', 'replication', 'client_encoding', 'fallback_application_name'];
const readHere = ['options', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'sslnegotiation'];

/**
 * The fault in the URL of a database and what to do; undefined if there is none. Reads no file. Stricter than the driver, which
 * accepts some faulty URLs and connects elsewhere. The text contains no part of the URL that could belong to the password.
 */
export function faultOfDatabaseUrl(url: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(url)) return 'must begin with postgres:// or postgresql://';
  const authority = /^[^:]+:\/\/([^/?]*)/.exec(url)?.[1] ?? '';
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) return severalHosts;
  if (/[\s#]|%(?![\da-f]{2})/i.test(url)) return unencoded;
  const parsed = parse(url);
  if (parsed === undefined) return unencoded;
  const parameters = [...parsed.searchParams];
  // Otherwise an unencoded `/` or `?` in the password has ended the host.
  if (/[/@]/.test(parsed.pathname.slice(1)) || parameters.some(([name]) => !/^\w+$/.test(name))) return unencoded;
  if (parameters.some(([name, value]) => /^(host|hostaddr|port)$/.test(name) && value.includes(','))) {
    return severalHosts;
  }
  return faultOfTls(parsed.searchParams);
}

/**
 * Parses the URL of a database and reads the certificates that it names. Throws `DatabaseUrlError`.
 * @param overridden further parameters of the URL to ignore
 */
export function readDatabaseUrl(url: string, overridden: readonly string[]): DatabaseAddress {
  const fault = faultOfDatabaseUrl(url);
  if (fault !== undefined) throw new DatabaseUrlError(fault);
  const [address = '', query = ''] = splitAt(url, url.indexOf('?'));
  const parameters = new URLSearchParams(query);
  const options = parameters.getAll('options').at(-1) ?? process.env['PGOPTIONS'];
  const ssl = tlsOf(parameters);
  const sslnegotiation = tlsNegotiationOf(parameters);
  for (const name of [...readHere, ...driverParameters, ...overridden]) parameters.delete(name);
  const rest = parameters.toString();
  return { connectionString: rest === '' ? address : `${address}?${rest}`, options, ssl, sslnegotiation };
}

const severalHosts =
  'several hosts are not supported: give one, a DNS name or a proxy that always leads to the primary';
const unencoded =
  'is not a valid URL: percent-encode the special characters of the user, the password and the database ' +
  '(% is %25, / is %2F, ? is %3F, # is %23, @ is %40, a space is %20)';

/** Undefined if it is not a URL, or if a part that the driver decodes is not UTF-8. */
function parse(url: string): URL | undefined {
  try {
    // The driver takes an empty host behind a user as well: the parameter `host` then names the folder of a socket.
    const parsed = new URL(url.replace('@/', '@localhost/'));
    [parsed.username, parsed.password, parsed.hostname, parsed.pathname].forEach(decodeURIComponent);
    return parsed;
  } catch {
    return undefined;
  }
}

function splitAt(text: string, index: number): readonly string[] {
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
