import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SessionStore } from '../../src/session/session-store.js';
import { tokenOf } from './token-of.js';

const issuer = 'https://issuer.example';
const clientId = 'dashboard';
const page = '#/pools/pool-a?state=held';

/** The browser's tab: its address, what it keeps, and where it was sent. */
const tab = {
  origin: 'https://allocator.example',
  pathname: '/',
  search: '',
  hash: page,
  sentTo: [] as URL[],
  replace(url: URL): void {
    tab.sentTo.push(url);
  },
};
const kept = new Map<string, string>();
const fetched = jest.spyOn(globalThis, 'fetch');

/** What the provider issues for a code: the token of a WWSF. */
let nonce = '';
let isProviderUp = true;

function answerOf(url: URL): object {
  switch (url.pathname) {
    case '/dashboard-settings.json':
      return { signIn: { issuer, clientId, scope: 'openid' } };
    case '/.well-known/openid-configuration':
      return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    case '/token': {
      const iat = Math.floor(Date.now() / 1_000);
      const claims = { iss: issuer, aud: clientId, sub: 'ann', iat, exp: iat + 3_600, nonce, roles: ['wwsf'] };
      const token = tokenOf(claims, { alg: 'RS256' });
      return { access_token: token, token_type: 'Bearer', id_token: token };
    }
    default:
      throw new Error(`not expected: ${url.href}`);
  }
}

/** A tab whose user has signed in and was sent back. */
async function signedIn(): Promise<SessionStore> {
  await new SessionStore().start();
  const asked = tab.sentTo.at(-1)?.searchParams;
  nonce = asked?.get('nonce') ?? '';
  tab.search = `?${new URLSearchParams({ code: 'a-code', state: asked?.get('state') ?? '' }).toString()}`;
  tab.hash = '';
  const store = new SessionStore();
  await store.start();
  expect(store.current()).toMatchObject({ status: 'signed-in' });
  return store;
}

const prompts = (): readonly (string | null)[] => tab.sentTo.map(({ searchParams }) => searchParams.get('prompt'));

beforeEach(() => {
  Object.assign(tab, { search: '', hash: page, sentTo: [] });
  isProviderUp = true;
  fetched.mockImplementation((input) => {
    const url = new URL(input instanceof Request ? input.url : input, tab.origin);
    if (url.origin === issuer && !isProviderUp) return Promise.reject(new TypeError('fetch failed'));
    return Promise.resolve(Response.json(answerOf(url)));
  });
  Object.assign(globalThis, {
    location: tab,
    history: {
      replaceState: (_: unknown, __: unknown, address: string) => {
        const { search, hash } = new URL(address, tab.origin);
        Object.assign(tab, { search, hash });
      },
    },
  });
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
  });
});
afterEach(() => {
  fetched.mockReset();
});

describe('the session of a tab', () => {
  it('begins with the session of the provider, on the page from which the user was sent', async () => {
    const store = await signedIn();
    expect(prompts()).toEqual([null]);
    expect([tab.hash, tab.search]).toEqual([page, '']);
    expect(store.current()).toMatchObject({ session: { subject: 'ann', end: { at: expect.any(Number) } } });
  });

  it('waits for the user after its end, and then needs no prompt', async () => {
    const store = await signedIn();
    store.expire();
    expect(store.current()).toMatchObject({ status: 'signed-out', choosesAgain: false });
    expect(tab.sentTo).toHaveLength(1);
    await store.signIn();
    expect(prompts()).toEqual([null, null]);
    expect(JSON.parse([...kept.values()].join(''))).toMatchObject({ returnTo: page });
  });

  it('lets another user sign in after its end', async () => {
    const store = await signedIn();
    store.expire();
    await store.signInAsAnother();
    expect(prompts()).toEqual([null, 'login']);
  });

  it('asks who the user is after a sign-out, also if a late answer has refused the token', async () => {
    const store = await signedIn();
    store.signOut();
    store.expire();
    expect(store.current()).toEqual({ status: 'signed-out', reason: null, choosesAgain: true });
    await store.signIn();
    expect(prompts()).toEqual([null, 'login']);
  });

  it('needs no prompt after a provider that was not reached, and one after a provider that refused', async () => {
    const store = await signedIn();
    store.expire();
    isProviderUp = false;
    await store.signIn();
    expect(store.current()).toMatchObject({ status: 'signed-out', choosesAgain: false });
    isProviderUp = true;
    tab.search = '?error=access_denied&state=another';
    const returned = new SessionStore();
    await returned.start();
    expect(returned.current()).toMatchObject({ status: 'signed-out', choosesAgain: true });
  });

  it('is renewed without a prompt, and continues where that fails', async () => {
    const store = await signedIn();
    isProviderUp = false;
    expect(await store.renew()).toContain(`Sign-in at ${issuer} failed`);
    expect(store.current()).toMatchObject({ status: 'signed-in' });
    isProviderUp = true;
    expect(await store.renew()).toBeUndefined();
    expect(prompts()).toEqual([null, null]);
  });
});
