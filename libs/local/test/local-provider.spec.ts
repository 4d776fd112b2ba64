import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { AuthorizationCodes } from '../src/issuer/authorization-codes.js';
import { localCallers } from '../src/issuer/local-callers.js';
import { type LocalIssuer, openLocalIssuer } from '../src/issuer/local-issuer.js';
import { LocalProvider } from '../src/issuer/local-provider.js';
import { freePort } from '../src/process/free-port.js';
import { temporaryDir } from '../src/process/temporary-dir.js';

const redirectUri = 'http://127.0.0.1:8080/';
const verifier = 'a-verifier-of-at-least-43-characters-0123456789';
const valid = {
  response_type: 'code',
  client_id: 'dashboard',
  redirect_uri: redirectUri,
  scope: 'openid',
  state: 'state-1',
  nonce: 'nonce-1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

describe('the local provider', () => {
  const dir = temporaryDir('local-provider');
  let issuer: LocalIssuer;
  let provider: LocalProvider;
  let address: string;
  beforeAll(async () => {
    address = `http://127.0.0.1:${String(await freePort())}`;
    issuer = await openLocalIssuer(dir, address);
    provider = new LocalProvider(issuer, { clientId: 'dashboard', redirectUris: [redirectUri] });
    await provider.start();
  });
  afterAll(async () => {
    await provider.stop();
    rmSync(dir, { recursive: true });
  });

  const authorize = (params: object, cookie = ''): Promise<Response> =>
    fetch(`${address}/authorize?${new URLSearchParams({ ...params }).toString()}`, {
      headers: { cookie },
      redirect: 'manual',
    });
  const choose = (caller: string, params: object = valid): Promise<Response> =>
    fetch(`${address}/authorize`, {
      method: 'POST',
      body: new URLSearchParams({ ...params, caller }),
      redirect: 'manual',
    });
  /** The parameters with which the browser returns. */
  const returned = (answer: Response): Record<string, string> =>
    Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
  const redeem = async (code: string, params: object = {}) => {
    const grant = { grant_type: 'authorization_code', client_id: 'dashboard', redirect_uri: redirectUri };
    const body = new URLSearchParams({ ...grant, code, code_verifier: verifier, ...params });
    const answer = await fetch(`${address}/token`, { method: 'POST', body });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };

  it('publishes its metadata and its keys for any origin', async () => {
    const answer = await fetch(`${address}/.well-known/openid-configuration`);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({
      issuer: address,
      authorization_endpoint: `${address}/authorize`,
      token_endpoint: `${address}/token`,
      code_challenge_methods_supported: ['S256'],
    });
    const { keys } = (await (await fetch(`${address}/jwks`)).json()) as { keys: readonly object[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
  });

  it.each(['/other', '//'])('answers 404 for %s', async (path) => {
    expect((await fetch(`${address}${path}`)).status).toBe(404);
  });

  it('gives the chosen caller the token that `npm run token` prints, and an ID token for the client', async () => {
    const { code = '', state, iss } = returned(await choose('wwsf-a'));
    expect({ state, iss }).toEqual({ state: 'state-1', iss: address });
    const { status, body } = await redeem(code);
    expect(status).toBe(200);
    const keys = createRemoteJWKSet(new URL(`${address}/jwks`));
    const { payload } = await jwtVerify(body['access_token'] ?? '', keys, {
      issuer: issuer.env.AUTH_ISSUER,
      audience: issuer.env.AUTH_AUDIENCE,
      typ: 'at+jwt',
    });
    const ofCommand = await jwtVerify(await issuer.token({ roles: ['wwsf'], wwsfId: 'wwsf-a' }), keys);
    const { iat: _, exp: __, jti: ___, ...claims } = ofCommand.payload;
    expect(payload).toMatchObject(claims);
    const id = await jwtVerify(body['id_token'] ?? '', createLocalJWKSet({ keys: [...issuer.jwks.keys] }), {
      issuer: address,
      audience: 'dashboard',
    });
    expect(id.payload).toMatchObject({ sub: payload.sub, nonce: 'nonce-1' });
  });

  it.each([
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:8080/other' }],
    ['another host', { redirect_uri: 'https://evil.example/' }],
    ['an unknown client', { client_id: 'other' }],
  ])('refuses %s without a redirect', async (_, params) => {
    for (const answer of [await authorize({ ...valid, ...params }), await choose('auditor', { ...valid, ...params })]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ scope: 'profile' }, 'invalid_scope'],
  ])('answers %j at the redirect URI with %s', async (params, error) => {
    expect(returned(await authorize({ ...valid, ...params }))).toEqual({ error, state: 'state-1', iss: address });
  });

  it('redeems a code once, with its verifier and redirect URI alone', async () => {
    const codes = await Promise.all([1, 2, 3].map(async () => returned(await choose('auditor'))['code'] ?? ''));
    const [first = '', second = '', third = ''] = codes;
    expect((await redeem(first)).status).toBe(200);
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    expect(await redeem(first)).toEqual(refused);
    expect(await redeem(second, { code_verifier: `${verifier}x` })).toEqual(refused);
    expect(await redeem(third, { redirect_uri: 'http://localhost:8080/' })).toEqual(refused);
  });

  it('signs in again without a choice in the same browser, unless the user wants to choose', async () => {
    const cookie = (await choose('analyst')).headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(Object.keys(returned(await authorize(valid, cookie)))).toContain('code');
    const asked = await authorize({ ...valid, prompt: 'login' }, cookie);
    expect(asked.status).toBe(200);
    const page = await asked.text();
    for (const { title } of localCallers) expect(page).toContain(title);
  });

  it('shows what the client sent as text', async () => {
    const page = await (await authorize({ ...valid, state: '"><script>alert(1)</script>' })).text();
    expect(page).not.toContain('<script>');
  });
});

describe('an authorization code', () => {
  it('can be redeemed for a minute', () => {
    const codes = new AuthorizationCodes();
    const [caller] = localCallers;
    if (caller === undefined) throw new Error('no caller');
    const what = { caller, redirectUri, codeChallenge: valid.code_challenge, nonce: undefined };
    const [early, late] = [codes.issue(what, 0), codes.issue(what, 0)];
    expect(codes.redeem(early, redirectUri, verifier, 59_999)?.caller).toBe(caller);
    expect(codes.redeem(late, redirectUri, verifier, 60_000)).toBeUndefined();
  });
});
