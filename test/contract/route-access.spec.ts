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
/** By route, as it is registered: who is let in. */
type Table = ReadonlyMap<string, readonly CallerName[]>;

/** The table that people read. */
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

/** The files of the page have a route each, and one row. */
const named = (route: string): string => route.replace(/ \/docs\/.*$/, ' /docs/*');

const bearerOf = (role: CallerName): Bearer => ({ roles: [role], wwsfId: 'wwsf-a', operatorId: 'op-a' });

/** What each caller meets at the door of a route: `in`, or the code with which it is sent away. */
async function atTheDoor(baseUrl: string, route: string): Promise<Record<CallerName, string>> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replaceAll(/:\w+|\*/g, 'x');
  const met = callers.map(async (caller): Promise<[CallerName, string]> => {
    const headers = caller === 'no token' ? {} : bearer(bearerOf(caller));
    const answer = await fetch(baseUrl + path, { method, headers, redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 401 && answer.status !== 403) return [caller, 'in'];
    return [caller, method === 'HEAD' ? String(answer.status) : (JSON.parse(text) as { code: string }).code];
  });
  return Object.fromEntries(await Promise.all(met)) as Record<CallerName, string>;
}

/** What the table says of them; a route that it does not name is nobody's. */
function expectedAt(table: Table, route: string): Record<CallerName, string> {
  const isHead = route.startsWith('HEAD ');
  const who = table.get(named(route).replace(/^HEAD /, 'GET ')) ?? [];
  const sentAway = (caller: CallerName): string => {
    if (caller === 'no token') return isHead ? '401' : 'unauthenticated';
    return isHead ? '403' : 'forbidden';
  };
  return Object.fromEntries(
    callers.map((caller) => [caller, who.includes(caller) ? 'in' : sentAway(caller)]),
  ) as Record<CallerName, string>;
}

describe('every route that the server has registered', () => {
  let running: RunningService;
  let routes: readonly string[];
  beforeAll(async () => {
    running = await runService({ LOG_LEVEL: 'debug', ROLES: 'api' });
    const told = (): string | undefined => /^\{.*"code":"routes".*$/m.exec(running.process.said())?.[0];
    await eventually(() => Promise.resolve(told() !== undefined), 5_000, 'the routes');
    ({ routes } = JSON.parse(told() ?? '{}') as { routes: string[] });
  }, 60_000);
  afterAll(() => running.end());

  it('has an owner in the table of the docs, and no route of the table is missing', () => {
    const served = new Set(routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route)).map(named));
    expect(served.size).toBeGreaterThan(15);
    expect([...served].sort()).toEqual([...readTable().keys()].sort());
  });

  it('lets in whom the table says, and sends all others away', async () => {
    const table = readTable();
    const met: [string, unknown][] = [];
    const expected: [string, unknown][] = [];
    for (const route of routes) {
      met.push([route, await atTheDoor(running.api.baseUrl, route)]);
      expected.push([route, expectedAt(table, route)]);
    }
    expect(met).toEqual(expected);
  });

  it('a role of which this service knows nothing is let in nowhere', async () => {
    const headers = bearer({ roles: ['admin', 'WWSF'], wwsfId: 'wwsf-a', operatorId: 'op-a' });
    const answer = await fetch(`${running.api.baseUrl}/v1/pools/pool-a/availability`, { headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="ims-identity-allocator", error="insufficient_scope"',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'forbidden', status: 403 });
  });
});
