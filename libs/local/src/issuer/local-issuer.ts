import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK, JWTPayload } from 'jose';

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
  /** Its public keys, as a JWKS. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** An access token (RFC 9068). */
  readonly token: (of: TokenOf) => Promise<string>;
  /** An ID token (OpenID Connect Core, clause 2) for the client that a caller has signed in to. */
  readonly idToken: (of: TokenOf, clientId: string, nonce: string | undefined) => Promise<string>;
}

/** Without a provider the address of the issuer is a name and nothing else. */
const defaultAddress = 'http://127.0.0.1:8081';
const audience = 'ims-identity-allocator';
const algorithm = 'ES256';
/** A day of work. */
export const tokenSeconds = 12 * 3_600;
const idTokenSeconds = 300;

/**
 * The issuer of this folder; its key is made the first time, readable by this user alone. Loads jose when it is called: most users of
 * this library need no issuer.
 * @param address `iss` of its tokens: where its provider listens. Default: as the last time
 */
export async function openLocalIssuer(dir: string, address?: string): Promise<LocalIssuer> {
  const folder = join(dir, 'issuer');
  const keyFile = join(folder, 'private-key.json');
  const jwks = join(folder, 'jwks.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(keyFile)) await makeKey(keyFile);
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK & { readonly kid: string };
  const { d: _, ...publicKey } = jwk;
  replaceFile(jwks, `${JSON.stringify({ keys: [publicKey] })}\n`);
  const issuer = addressOf(join(folder, 'address'), address);
  const { SignJWT, importJWK } = await import('jose');
  const key = await importJWK(jwk, algorithm);
  const sign = (claims: JWTPayload, typ: string, seconds: number): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ, kid: jwk.kid })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime(`${String(seconds)}s`)
      .sign(key);
  return {
    env: { AUTH_JWKS: jwks, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience },
    jwks: { keys: [publicKey] },
    token: (of) => {
      // In the audit log and for limits, an auditor and an analyst are two callers.
      const name = nameOf(of);
      const caller = { client_id: name, roles: of.roles, wwsf_id: of.wwsfId, operator_id: of.operatorId };
      return sign({ ...caller, sub: name, aud: audience, jti: crypto.randomUUID() }, 'at+jwt', tokenSeconds);
    },
    idToken: (of, clientId, nonce) => sign({ sub: nameOf(of), aud: clientId, nonce }, 'JWT', idTokenSeconds),
  };
}

function nameOf({ roles }: TokenOf): string {
  return ['local', ...roles].join('-');
}

/** Kept in the folder, so that `npm run token` needs to know the folder alone. */
function addressOf(file: string, given: string | undefined): string {
  if (given !== undefined) replaceFile(file, given);
  return existsSync(file) ? readFileSync(file, 'utf8') : defaultAddress;
}

/** Replaces the file atomically, so that a service never reads half of it. */
function replaceFile(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}

async function makeKey(file: string): Promise<void> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
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
