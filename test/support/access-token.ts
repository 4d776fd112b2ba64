import { afterAll } from '@jest/globals';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const issuer = 'https://issuer.test';
export const audience = 'allocator-test';

/** A key of an issuer, with its entry in the JWKS. */
export class IssuerKey {
  readonly kid = randomUUID();
  readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  get jwk(): object {
    return { ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid, alg: 'ES256', use: 'sig' };
  }

  /** A JWS (RFC 7515) of these claims, made here and not by the library that the service verifies with. */
  token(claims: object, header: object = {}): string {
    const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
    const signed = `${part({ alg: 'ES256', typ: 'at+jwt', kid: this.kid, ...header })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }
}

/** Claims of a token that is good for an hour. */
export function claimsOf(particular: object): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  const times = { iat: now, exp: now + 3_600 };
  return { iss: issuer, aud: audience, sub: 'test', client_id: 'test', jti: randomUUID(), ...times, ...particular };
}

const jwksDirs: string[] = [];
afterAll(() => {
  for (const dir of jwksDirs) rmSync(dir, { recursive: true, force: true });
});

/** A JWKS file of its own, gone with the suite. */
export function jwksFile(keys: readonly IssuerKey[]): {
  readonly path: string;
  write(keys: readonly IssuerKey[]): void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'allocator-issuer-'));
  jwksDirs.push(dir);
  const path = join(dir, 'jwks.json');
  const write = (of: readonly IssuerKey[]): void => {
    writeFileSync(path, JSON.stringify({ keys: of.map(({ jwk }) => jwk) }));
  };
  write(keys);
  return { path, write };
}

/** The issuer that every service of the tests trusts by default. */
export const testKey = new IssuerKey();

/** Configures a service to trust it. */
export const testAuth: Readonly<Record<string, string>> = {
  AUTH_JWKS: jwksFile([testKey]).path,
  AUTH_ISSUER: issuer,
  AUTH_AUDIENCE: audience,
};

export interface Bearer {
  readonly roles: readonly string[];
  readonly wwsfId?: string;
  readonly operatorId?: string;
  /** The person (`sub`) and the client application (`client_id`) of the token; `test` where it does not matter. */
  readonly subject?: string;
  readonly client?: string;
}

export const auditor: Bearer = { roles: ['auditor'] };
export const analyst: Bearer = { roles: ['analyst'] };
export const wwsf = (wwsfId: string): Bearer => ({ roles: ['wwsf'], wwsfId });
export const imsOperator = (operatorId: string): Bearer => ({ roles: ['ims-operator'], operatorId });
export const epCscf = (operatorId: string): Bearer => ({ roles: ['ep-cscf'], operatorId });

const tokens = new Map<string, string>();

/** The access token of this caller; made once, as for a real client. */
export function accessToken({ roles, wwsfId, operatorId, subject = 'test', client = 'test' }: Bearer): string {
  const particular = { roles, wwsf_id: wwsfId, operator_id: operatorId, sub: subject, client_id: client };
  const key = JSON.stringify(particular);
  const token = tokens.get(key) ?? testKey.token(claimsOf(particular));
  tokens.set(key, token);
  return token;
}

/** The header that authenticates this caller. */
export function bearer(caller: Bearer): { readonly authorization: string } {
  return { authorization: `Bearer ${accessToken(caller)}` };
}
