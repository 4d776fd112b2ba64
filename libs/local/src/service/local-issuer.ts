import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** The bearer of a token, as the service sees it (docs/access.md). */
export interface TokenOf {
  readonly roles: readonly string[];
  readonly wwsfId?: string | undefined;
  readonly operatorId?: string | undefined;
}

/** A token issuer of this machine: anyone who can read its folder can be any caller of the services that trust it. */
export interface LocalIssuer {
  /** Configures a service to trust it. */
  readonly env: { readonly AUTH_JWKS: string; readonly AUTH_ISSUER: string; readonly AUTH_AUDIENCE: string };
  /** An access token (RFC 9068). */
  readonly token: (of: TokenOf) => Promise<string>;
}

const issuer = 'urn:ims-identity-allocator:local-issuer';
const audience = 'ims-identity-allocator';
const algorithm = 'ES256';
/** A day of work. */
const tokenLifetime = '12h';

/** The issuer of this folder; its key is made the first time, readable by this user alone. */
export async function openLocalIssuer(dir: string): Promise<LocalIssuer> {
  const folder = join(dir, 'issuer');
  const keyFile = join(folder, 'private-key.json');
  const jwks = join(folder, 'jwks.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(keyFile)) await makeKey(keyFile);
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK & { readonly kid: string };
  const { d: _, ...publicKey } = jwk;
  writeJwks(jwks, `${JSON.stringify({ keys: [publicKey] })}\n`);
  const key = await importJWK(jwk, algorithm);
  return {
    env: { AUTH_JWKS: jwks, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience },
    token: ({ roles, wwsfId, operatorId }) => {
      // In the audit log and for limits, an auditor and an analyst are two callers.
      const name = ['local', ...roles].join('-');
      return new SignJWT({ client_id: name, roles, wwsf_id: wwsfId, operator_id: operatorId })
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: jwk.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(name)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime(tokenLifetime)
        .sign(key);
    },
  };
}

/** Replaces the file atomically, so that a service never reads half of it. */
function writeJwks(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}

async function makeKey(file: string): Promise<void> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const named = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' };
  try {
    writeFileSync(file, `${JSON.stringify(named)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process was faster: its key is used.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
