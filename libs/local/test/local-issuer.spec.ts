import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalIssuer } from '../src/issuer/local-issuer.js';

describe('the local issuer', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'allocator-local-issuer-'));
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('makes its private key readable by its user alone, and does not publish it', async () => {
    const { env } = await openLocalIssuer(dir);
    expect(statSync(join(dir, 'issuer', 'private-key.json')).mode & 0o777).toBe(0o600);
    const { keys } = JSON.parse(readFileSync(env.AUTH_JWKS, 'utf8')) as JSONWebKeySet;
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
  });

  it('signs access tokens with one key, even if it is opened several times at the same time', async () => {
    const issuers = await Promise.all([openLocalIssuer(dir), openLocalIssuer(dir)]);
    for (const { env, token } of issuers) {
      const keys = createLocalJWKSet(JSON.parse(readFileSync(env.AUTH_JWKS, 'utf8')) as JSONWebKeySet);
      const { payload, protectedHeader } = await jwtVerify(await token({ roles: ['wwsf'], wwsfId: 'wwsf-a' }), keys, {
        issuer: env.AUTH_ISSUER,
        audience: env.AUTH_AUDIENCE,
        typ: 'at+jwt',
        requiredClaims: ['sub', 'client_id', 'jti', 'iat', 'exp'],
      });
      expect(protectedHeader.alg).toBe('ES256');
      expect(payload).toMatchObject({ sub: 'local-wwsf', client_id: 'local-wwsf', roles: ['wwsf'], wwsf_id: 'wwsf-a' });
      expect(payload).not.toHaveProperty('operator_id');
    }
  });
});
