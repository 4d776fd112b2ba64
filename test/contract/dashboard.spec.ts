import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesOfView } from '../support/files-of-view.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

/** Of all that a first view needs, as it is transferred. */
const firstLoadBytesMax = 150_000;
const provider = { issuer: 'https://id.example.com/realms/a', clientId: 'allocator-dashboard', scope: 'openid' };

describe('the dashboard', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({
      ROLES: 'api',
      DASHBOARD_OIDC_ISSUER: provider.issuer,
      DASHBOARD_OIDC_CLIENT_ID: provider.clientId,
    });
  }, 60_000);
  afterAll(() => running.end());

  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(running.api.baseUrl + path, { headers });
  /** Paths of the scripts and styles that the page loads. */
  const loaded = async (): Promise<readonly string[]> => {
    const page = await (await get('/')).text();
    return [...page.matchAll(/ (?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  };

  it('is a page without inline code, under a policy that allows this service and the provider alone', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self' https://id.example.com; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
    expect(await answer.text()).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  it.each([
    ['the list of pools after a sign-in', ['provider-sign-in', 'pools-page']],
    ['a pool by its address', ['provider-sign-in', 'pool-page']],
  ])(`loads at most ${String(firstLoadBytesMax)} bytes for %s`, async (_, chunks) => {
    const paths = await filesOfView(async (path) => (await get(path)).text(), chunks);
    for (const chunk of chunks) expect(paths).toContainEqual(expect.stringMatching(`^/assets/${chunk}-.+\\.js$`));
    expect(paths.filter((path) => path.endsWith('.css')).length).toBeGreaterThan(5);
    const sizes = await Promise.all(['/', ...paths].map(sizeOf));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(60_000);
    expect(total).toBeLessThan(firstLoadBytesMax);
  });

  /** As a browser that takes gzip gets it. */
  async function sizeOf(path: string): Promise<number> {
    const answer = await get(path, { 'accept-encoding': 'gzip' });
    if (path !== '/') expect(answer.headers.get('content-encoding')).toBe('gzip');
    return Number(answer.headers.get('content-length'));
  }

  it('has files that browsers keep, compressed as the browser prefers', async () => {
    const [path = ''] = await loaded();
    const answer = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'x-content-type-options': 'nosniff',
    });
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await answer.text());
  });

  it('names each of those files after its content', async () => {
    const page = await (await get('/')).text();
    const paths = Array.from(page.matchAll(/"(\/assets\/[^"]+)"/g), ([, path = '']) => path);
    expect(paths.map((path) => path.replace(/.*\./, '')).toSorted()).toEqual(
      expect.arrayContaining(['css', 'js', 'svg']),
    );
    expect(paths.filter((path) => !/-[\w-]{8}\.\w+$/.test(path))).toEqual([]);
  });

  it.each([
    '/assets/',
    '/assets/%00',
    '/assets/..%2findex.html',
    '/assets/%2e%2e/package.json',
    '/assets/none.js',
    '/index.html',
  ])('has nothing at %s', async (path) => {
    for (const encoding of ['identity', 'br']) {
      const answer = await get(path, { 'accept-encoding': encoding });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not-found' });
    }
  });

  it('says where its users sign in', async () => {
    expect(await (await get('/dashboard-settings.json')).json()).toEqual({ signIn: provider });
  });
});
