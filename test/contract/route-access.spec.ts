import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bearer } from '../support/access-token.js';
import { bearer } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const page = fileURLToPath(new URL('../../docs/access.md', import.meta.url));
const callers = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst', 'no token'] as const;
type CallerName = (typeof callers)[number];
/** By registered route: the callers that are allowed. */
type Table = ReadonlyMap<string, readonly CallerName[]>;

/** The table in docs/access.md. */
function readTable(): Table {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => /^\| `(GET|PUT|POST|DELETE|PATCH) /.test(line));
  return new Map(
    rows.flatMap((row) => {
      const [calls = '', ...cells] = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const who = callers.filter((_, column) => cells[column] === 'yes');
      return [...calls.matchAll(/`([^`]+)`/g)].map(([, call = '']) => [call, who] as const);
    }),
  );
}

/** The files of the documentation page have one route each, but one row together. */
const named = (route: string): string => route.replace(/ \/docs\/.*$/, ' /docs/*');

const bearerOf = (role: CallerName): Bearer => ({ roles: [role], wwsfId: 'wwsf-a', operatorId: 'op-a' });

/** How each caller is answered by a route: `allowed`, or the code of the refusal. */
async function accessTo(baseUrl: string, route: string): Promise<Record<CallerName, string>> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replaceAll(/:\w+|\*/g, 'x');
  const met = callers.map(async (caller): Promise<[CallerName, string]> => {
    const headers = caller === 'no token' ? {} : bearer(bearerOf(caller));
    const answer = await fetch(baseUrl + path, { method, headers, redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 401 && answer.status !== 403) return [caller, 'allowed'];
    return [caller, method === 'HEAD' ? String(answer.status) : (JSON.parse(text) as { code: string }).code];
  });
  return Object.fromEntries(await Promise.all(met)) as Record<CallerName, string>;
}

/** The same by the table; a route that it does not list allows no caller. */
function expectedAt(table: Table, route: string): Record<CallerName, string> {
  const isHead = route.startsWith('HEAD ');
  const who = table.get(named(route).replace(/^HEAD /, 'GET ')) ?? [];
  const refused = (caller: CallerName): string => {
    if (caller === 'no token') return isHead ? '401' : 'unauthenticated';
    return isHead ? '403' : 'forbidden';
  };
  return Object.fromEntries(
    callers.map((caller) => [caller, who.includes(caller) ? 'allowed' : refused(caller)]),
  ) as Record<CallerName, string>;
}

describe('every registered route', () => {
  let running: RunningService;
  let routes: readonly string[];
  beforeAll(async () => {
    running = await runService({ LOG_LEVEL: 'debug', ROLES: 'api' });
    const logged = (): string | undefined => /^\{.*"code":"routes".*$/m.exec(running.process.log())?.[0];
    await eventually(() => Promise.resolve(logged() !== undefined), 5_000, 'the routes');
    ({ routes } = JSON.parse(logged() ?? '{}') as { routes: string[] });
  }, 60_000);
  afterAll(() => running.end());

  it('is in the table of docs/access.md, and every row of the table is a route', () => {
    const served = new Set(routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route)).map(named));
    expect(served.size).toBeGreaterThan(15);
    expect([...served].sort()).toEqual([...readTable().keys()].sort());
  });

  it('allows exactly the callers of the table', async () => {
    const table = readTable();
    const met: [string, unknown][] = [];
    const expected: [string, unknown][] = [];
    for (const route of routes) {
      met.push([route, await accessTo(running.api.baseUrl, route)]);
      expected.push([route, expectedAt(table, route)]);
    }
    expect(met).toEqual(expected);
  });

  it('refuses an unknown role', async () => {
    const headers = bearer({ roles: ['admin', 'WWSF'], wwsfId: 'wwsf-a', operatorId: 'op-a' });
    const answer = await fetch(`${running.api.baseUrl}/v1/pools/pool-a/availability`, { headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="ims-identity-allocator", error="insufficient_scope"',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'forbidden', status: 403 });
  });
});
