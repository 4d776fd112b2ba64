import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IssuerKey, audience, claimsOf, issuer, jwksFile, testKey } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { untilLogged } from '../support/until-logged.js';

/** Within or beyond the leeway of 30 s. */
const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
const auditorClaims = (particular: object = {}) => claimsOf({ roles: ['auditor'], ...particular });
const good = (): string => testKey.token(auditorClaims());
const without = (...names: string[]): object =>
  Object.fromEntries(Object.entries(auditorClaims()).filter(([name]) => !names.includes(name)));
const encoded = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
const unsigned = (header: object, claims: object): string => `${encoded(header)}.${encoded(claims)}`;

/** Signed with the public key as a secret: a verifier that lets the token choose the algorithm would accept it (RFC 8725 clause 2.1). */
function hs256WithPublicKey(format: 'pem' | 'jwk'): string {
  const key = createPublicKey(testKey.pair.privateKey);
  const secret = format === 'pem' ? key.export({ type: 'spki', format: 'pem' }) : JSON.stringify(testKey.jwk);
  const signed = unsigned({ alg: 'HS256', typ: 'at+jwt', kid: testKey.kid }, auditorClaims());
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function rs256WithTheKid(): string {
  const signed = unsigned({ alg: 'RS256', typ: 'at+jwt', kid: testKey.kid }, auditorClaims());
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Other claims with the signature of a valid token. */
function forged(): string {
  const [header = '', , signature = ''] = good().split('.');
  return `${header}.${encoded(auditorClaims({ roles: ['auditor', 'wwsf'], wwsf_id: 'wwsf-a' }))}.${signature}`;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.drop());

const ask = (baseUrl: string, authorization: string | undefined): Promise<Response> =>
  fetch(`${baseUrl}/v1/events?lane=0`, { headers: authorization === undefined ? {} : { authorization } });

async function statusOf(baseUrl: string, token: string): Promise<number> {
  const answer = await ask(baseUrl, `Bearer ${token}`);
  await answer.arrayBuffer();
  return answer.status;
}

describe('an access token', () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await startService({ DATABASE_URL: database.url, ROLES: 'api' });
  }, 60_000);
  afterAll(() => service.stop());

  it.each<[string, () => string]>([
    ['with all claims', good],
    ['with the long name of its type', () => testKey.token(auditorClaims(), { typ: 'application/at+jwt' })],
    ['for several audiences', () => testKey.token(auditorClaims({ aud: ['another', audience] }))],
    [
      'with a role that this service does not know',
      () => testKey.token(auditorClaims({ roles: ['auditor', 'admin'] })),
    ],
    ['that expired within the leeway', () => testKey.token(auditorClaims({ exp: secondsFromNow(-10) }))],
    ['that is valid from a little later', () => testKey.token(auditorClaims({ nbf: secondsFromNow(10) }))],
    ['that was issued a little later', () => testKey.token(auditorClaims({ iat: secondsFromNow(10) }))],
    ['that is valid for nine years', () => testKey.token(auditorClaims({ exp: secondsFromNow(9 * 366 * 86_400) }))],
    ['without a client id', () => testKey.token(without('client_id'))],
  ])('%s is accepted, also the second time', async (_, token) => {
    const one = token();
    expect([await statusOf(service.baseUrl, one), await statusOf(service.baseUrl, one)]).toEqual([200, 200]);
  });

  it.each<[string, () => string]>([
    ['with other claims than were signed', forged],
    ['with its signature removed', () => `${unsigned({ alg: 'ES256', typ: 'at+jwt' }, auditorClaims())}.`],
    ['of alg none', () => `${unsigned({ alg: 'none', typ: 'at+jwt' }, auditorClaims())}.`],
    ['of alg None, with the kid', () => `${unsigned({ alg: 'None', kid: testKey.kid }, auditorClaims())}.`],
    ['of HS256 with the public key as PEM', () => hs256WithPublicKey('pem')],
    ['of HS256 with the public key as JWK', () => hs256WithPublicKey('jwk')],
    ['of another algorithm under the kid', rs256WithTheKid],
    ['of a key that is not the issuer’s', () => new IssuerKey().token(auditorClaims())],
    ['of another key under the kid', () => new IssuerKey().token(auditorClaims(), { kid: testKey.kid })],
    ['with its key in its header', () => new IssuerKey().token(auditorClaims(), { kid: undefined, jwk: testKey.jwk })],
    ['that has expired', () => testKey.token(auditorClaims({ exp: secondsFromNow(-60) }))],
    ['without an end', () => testKey.token(without('exp'))],
    ['that is not valid yet', () => testKey.token(auditorClaims({ nbf: secondsFromNow(60) }))],
    ['for another audience', () => testKey.token(auditorClaims({ aud: 'another' }))],
    ['without an audience', () => testKey.token(without('aud'))],
    ['of another issuer', () => testKey.token(auditorClaims({ iss: `${issuer}/` }))],
    ['without an issuer', () => testKey.token(without('iss'))],
    ['that is an ID token', () => testKey.token(auditorClaims(), { typ: 'JWT' })],
    ['without a type', () => testKey.token(auditorClaims(), { typ: undefined })],
    [
      'with a critical header that is not understood',
      () => testKey.token(auditorClaims(), { crit: ['b64x'], b64x: 1 }),
    ],
    ['without roles', () => testKey.token(without('roles'))],
    ['with roles as a text', () => testKey.token(auditorClaims({ roles: 'auditor' }))],
    ['of a WWSF without its id', () => testKey.token(auditorClaims({ roles: ['auditor', 'wwsf'] }))],
    ['of an operator without its id', () => testKey.token(auditorClaims({ roles: ['ims-operator'] }))],
    [
      'of an eP-CSCF without an operator',
      () => testKey.token(auditorClaims({ roles: ['ep-cscf'], wwsf_id: 'wwsf-a' })),
    ],
    ['of a WWSF with an invalid id', () => testKey.token(auditorClaims({ roles: ['wwsf'], wwsf_id: '../x' }))],
    ['without a subject', () => testKey.token(without('sub'))],
    ['with a subject that PostgreSQL cannot store', () => testKey.token(auditorClaims({ sub: 'a\0b' }))],
    ['that is valid for eleven years', () => testKey.token(auditorClaims({ exp: secondsFromNow(11 * 366 * 86_400) }))],
    ['with an end beyond any date', () => testKey.token(auditorClaims({ exp: Number.MAX_VALUE }))],
    ['that was issued in the future', () => testKey.token(auditorClaims({ iat: secondsFromNow(60) }))],
    ['that is not a JWT', () => 'a.b.c'],
  ])('%s is refused with 401, also the second time', async (_, token) => {
    const one = token();
    const answer = await ask(service.baseUrl, `Bearer ${one}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="ims-identity-allocator", error="invalid_token", error_description="[^"\\]+"$/,
    );
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated', detail: expect.any(String) });
    expect(await statusOf(service.baseUrl, one)).toBe(401);
  });

  const inMilliseconds = (claim: string) => auditorClaims({ [claim]: secondsFromNow(0) * 1_000 });
  // The claims are made when this file is loaded: the service can start a minute later.
  const farAhead = secondsFromNow(3_600);
  const notSeconds = 'must be in seconds since 1970-01-01T00:00:00Z, at most 10 years ahead';
  it.each<[string, object, string]>([
    ['exp in milliseconds', inMilliseconds('exp'), `invalid claim \`exp\`: ${notSeconds}`],
    ['nbf in milliseconds', inMilliseconds('nbf'), `invalid claim \`nbf\`: ${notSeconds}`],
    ['iat in milliseconds', inMilliseconds('iat'), `invalid claim \`iat\`: ${notSeconds}`],
    ['iat in the future', auditorClaims({ iat: farAhead }), 'invalid claim `iat`: the token was issued in the future'],
    ['nbf in the future', auditorClaims({ nbf: farAhead }), 'invalid claim `nbf`: the token is not valid yet'],
    ['exp as a text', auditorClaims({ exp: 'tomorrow' }), 'invalid claim `exp`'],
    ['another audience', auditorClaims({ aud: 'another' }), 'invalid claim `aud`'],
    ['no exp', without('exp'), 'missing claim `exp`'],
    ['no sub', without('sub'), 'missing claim `sub`'],
    ['no roles', without('roles'), 'missing claim `roles`'],
    ['a WWSF without its id', auditorClaims({ roles: ['wwsf'] }), 'missing claim `wwsf_id`: required by the role wwsf'],
  ])('with %s is refused, and the detail names the claim', async (_, claims, detail) => {
    const answer = await ask(service.baseUrl, `Bearer ${testKey.token(claims)}`);
    expect([answer.status, await answer.json()]).toEqual([
      401,
      expect.objectContaining({ title: 'A valid access token is required', detail }),
    ]);
  });

  it.each([undefined, '', 'Bearer', 'Basic dXNlcjpwYXNz', `Token ${good()}`, `Bearer ${good()} ${good()}`])(
    'is required: the Authorization header %s is refused',
    async (authorization) => {
      const answer = await ask(service.baseUrl, authorization);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="ims-identity-allocator"',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
    },
  );

  it('is refused after it expires, even if it was accepted before', async () => {
    const seconds = 2;
    const token = testKey.token(auditorClaims({ exp: secondsFromNow(seconds - 30) }));
    expect(await statusOf(service.baseUrl, token)).toBe(200);
    await eventually(async () => (await statusOf(service.baseUrl, token)) === 401, 5_000, 'its end');
  });
});

/** Closed after each test, even a failed one. */
const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0)) await end();
});

async function start(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const started = await startService(env);
  atEnd.push(() => started.stop());
  return started;
}

describe('an issuer that rotates its signing key', () => {
  const [former, later] = [new IssuerKey(), new IssuerKey()];

  it('in a file: the new key is accepted immediately and the former one refused, without a restart', async () => {
    const file = jwksFile([former]);
    const service = await start({ DATABASE_URL: database.url, ROLES: 'api', AUTH_JWKS: file.path });
    expect(await statusOf(service.baseUrl, former.token(auditorClaims()))).toBe(200);
    expect(await statusOf(service.baseUrl, later.token(auditorClaims()))).toBe(401);
    file.write([former, later]);
    expect(await statusOf(service.baseUrl, later.token(auditorClaims()))).toBe(200);
    expect(await statusOf(service.baseUrl, former.token(auditorClaims()))).toBe(200);
    file.write([later]);
    expect(await statusOf(service.baseUrl, former.token(auditorClaims()))).toBe(401);
  }, 30_000);

  it('at a URL: a token is answered 503 while the URL is unavailable, and a new key is accepted within seconds', async () => {
    let keys: readonly IssuerKey[] | undefined;
    const server = createServer((_, response) => {
      response.statusCode = keys === undefined ? 500 : 200;
      response.end(JSON.stringify({ keys: (keys ?? []).map(({ jwk }) => jwk) }));
    });
    const AUTH_JWKS = `${await listening(server)}/jwks`;
    atEnd.push(() => server.close());
    const service = await start({ DATABASE_URL: database.url, ROLES: 'api', AUTH_JWKS });
    const unavailable = await ask(service.baseUrl, `Bearer ${former.token(auditorClaims())}`);
    expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await unavailable.json()).toMatchObject({ code: 'keys-unavailable' });
    await untilLogged(service, /"code":"issuer-keys-failed"/);

    keys = [former];
    expect(await statusOf(service.baseUrl, former.token(auditorClaims()))).toBe(200);
    keys = [former, later];
    const isAccepted = async () => (await statusOf(service.baseUrl, later.token(auditorClaims()))) === 200;
    await eventually(isAccepted, 10_000, 'the new key');
    await untilLogged(service, /"code":"issuer-keys-recovered"/);
  }, 30_000);
});

describe('AUTH=off', () => {
  it('allows every call without a token, and logs a warning', async () => {
    const service = await start({
      DATABASE_URL: database.url,
      ROLES: 'api',
      AUTH: 'off',
      AUTH_JWKS: '/nowhere',
    });
    const answer = await ask(service.baseUrl, undefined);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    await untilLogged(service, /"level":"warn".*"code":"authentication-off"/);
  }, 30_000);
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
