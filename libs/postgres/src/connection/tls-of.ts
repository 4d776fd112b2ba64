import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** Invalid URL of a database. The message gives the reason without any part that could belong to the password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

/**
 * Values of `sslmode`, see docs/deployment.md. None is weaker than in libpq; `require` verifies, as in the driver. `no-verify` exists
 * only in the driver.
 */
const modes = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'] as const;
type TlsMode = (typeof modes)[number];
const negotiations = ['postgres', 'direct'] as const;
export type TlsNegotiation = (typeof negotiations)[number];

/** A fault in the TLS parameters; undefined if there is none. */
export function faultOfTls(parameters: URLSearchParams): string | undefined {
  const mode = modeOf(parameters);
  if (!(modes as readonly string[]).includes(mode)) {
    return `sslmode must be one of ${modes.join(', ')}; prefer and allow would let an attacker turn TLS off`;
  }
  if (parameters.has('uselibpqcompat')) return 'uselibpqcompat is not supported: use sslmode and sslrootcert';
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => parameters.get(name) ?? '');
  if (mode === 'verify-ca' && (ca === '' || ca === 'system')) {
    return 'sslmode=verify-ca requires sslrootcert, the path of a PEM file: any host can get a certificate of a public authority';
  }
  if (mode === 'disable' && `${ca ?? ''}${cert ?? ''}${key ?? ''}` !== '') {
    return 'sslrootcert, sslcert and sslkey have no effect with sslmode=disable';
  }
  if ((cert === '') !== (key === '')) return 'sslcert and sslkey are needed together';
  const negotiation = parameters.get('sslnegotiation') ?? 'postgres';
  if (!(negotiations as readonly string[]).includes(negotiation)) return 'sslnegotiation must be postgres or direct';
  if (negotiation === 'direct' && mode === 'disable')
    return 'sslnegotiation=direct needs an sslmode other than disable';
  return undefined;
}

export function tlsNegotiationOf(parameters: URLSearchParams): TlsNegotiation | undefined {
  return (parameters.get('sslnegotiation') as TlsNegotiation | null) ?? undefined;
}

/** TLS options of the driver; false: no TLS. Reads the files that the parameters name. Throws `DatabaseUrlError`. */
export function tlsOf(parameters: URLSearchParams): ConnectionOptions | false {
  const mode = modeOf(parameters) as TlsMode;
  if (mode === 'disable') return false;
  const pem = (name: string): string | undefined => {
    const path = parameters.get(name) ?? '';
    return path === '' || path === 'system' ? undefined : readPem(name, path);
  };
  const [ca, cert, key] = [pem('sslrootcert'), pem('sslcert'), pem('sslkey')];
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(mode === 'no-verify' && { rejectUnauthorized: false }),
    // `verify-ca` accepts any host name: the private authority issues certificates only to the server.
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
}

/** Without `sslmode`, `sslcert` or `sslrootcert` in the URL implies `verify-full`. */
function modeOf(parameters: URLSearchParams): string {
  const mode = parameters.get('sslmode') ?? process.env['PGSSLMODE'] ?? '';
  if (mode !== '') return mode;
  const ssl = parameters.get('ssl') ?? '';
  if (ssl !== '') return { true: 'verify-full', 1: 'verify-full', false: 'disable', 0: 'disable' }[ssl] ?? ssl;
  return ['sslrootcert', 'sslcert', 'sslkey'].some((name) => parameters.has(name)) ? 'verify-full' : 'disable';
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DatabaseUrlError(
      `${name}: ${path} is not readable (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
      {
        cause: error,
      },
    );
  }
}
