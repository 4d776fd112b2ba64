import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi } from '@allocator/testing';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Bearer } from '../support/access-token.js';
import { accessToken, auditor, imsOperator, wwsf } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import type { Ended } from '../support/start-program.js';
import { cliMain, startCli } from '../support/start-cli.js';

const dir = mkdtempSync(join(tmpdir(), 'allocator-cli-'));
const identities = 3;
let running: RunningService;
beforeAll(async () => {
  running = await runService({ ROLES: 'api,projector' });
  await running.api.setUpPool({ poolId: 'pool-a', identities });
}, 60_000);
afterAll(async () => {
  await running.end();
  rmSync(dir, { recursive: true });
});

const envOf = (caller: Bearer) => ({
  ALLOCATOR_URL: running.process.baseUrl,
  ALLOCATOR_TOKEN: accessToken(caller),
  ALLOCATOR_PROFILES: join(dir, 'none.json'),
});
const allocator = (caller: Bearer, ...args: readonly string[]): Promise<Ended> => startCli(args, envOf(caller)).ended;
const json = ({ out }: Ended) => JSON.parse(out) as Record<string, unknown>;

describe('lists', () => {
  const operator = imsOperator('op-pool-a');

  it.concurrent.each<[string, string[], RegExp]>([
    ['operator list', [], /^OPERATOR +VERSION .*\nop-pool-a +1 /],
    ['agreement list', ['--wwsf', 'wwsf-a'], /^AGREEMENT .*\nagreement-pool-a +1 +op-pool-a +wwsf-a +active /],
    ['pool list', [], /^POOL .*\npool-a +agreement-pool-a +wwsf-a +6 +3 /],
    ['operator get', ['op-pool-a'], /^operatorId +op-pool-a\n[^]*guard\.tokenLeewaySeconds +1\n/],
    ['identity get', ['pool-a', impi(1)], /generation +0/],
  ])('prints %s %j', async (command, args, shown) => {
    const { exitCode, out, err } = await allocator(operator, ...command.split(' '), ...args);
    expect([exitCode, err, out]).toEqual([0, '', expect.stringMatching(shown)]);
  });

  it.concurrent('follows the pages of a list up to its limit, and continues after it', async () => {
    const list = ['identity', 'list', 'pool-a', '--json'];
    const [all, first] = await Promise.all([
      allocator(operator, ...list),
      allocator(operator, ...list, '--limit', '2'),
    ]);
    const { items, next } = json(first) as { items: unknown[]; next: string };
    expect(first.err).toBe('');
    const rest = json(await allocator(operator, ...list, '--after', next));
    expect([...items, ...(rest['items'] as unknown[])]).toEqual(json(all)['items']);
    expect([items.length, json(all)['next']]).toEqual([2, null]);
    const shown = await allocator(operator, 'identity', 'list', 'pool-a', '--limit', '2', '--state', 'assignable');
    expect([shown.out.split('\n').length, shown.err]).toEqual([
      4,
      expect.stringMatching(/^there are more: --after \S+\n$/),
    ]);
  });

  it.concurrent.each(['pool get', 'identity list'])(
    'prints what does not exist as the service says it, and nothing else: %s',
    async (command) => {
      const { exitCode, out, err } = await allocator(operator, ...command.split(' '), 'pool-b', '--json');
      expect([exitCode, out, err]).toEqual([3, '', expect.stringContaining('(pool-not-found)')]);
    },
  );
});

describe('an assignment', () => {
  it('is the same for the same command id, can be released, and is found by who-held, which records its reason', async () => {
    const first = await allocator(wwsf('wwsf-a'), 'assign', 'pool-a', '--ref', 'user-1', '--json');
    const assigned = json(first);
    const commandId = String(assigned['commandId']);
    expect([first.exitCode, first.err]).toEqual([0, `command id ${commandId}\n`]);
    const again = ['assign', 'pool-a', '--ref', 'user-1', '--command-id', commandId];
    expect(json(await allocator(wwsf('wwsf-a'), ...again, '--json'))).toEqual(assigned);
    const other = await allocator(wwsf('wwsf-a'), 'assign', 'pool-a', '--ref', 'user-2', '--command-id', commandId);
    expect([other.exitCode, other.err]).toEqual([3, expect.stringContaining('(idempotency-key-reused)')]);
    const released = await allocator(wwsf('wwsf-a'), 'release', String(assigned['assignmentId']));
    expect([released.exitCode, released.out]).toEqual([0, expect.stringMatching(/^commandId .*\n[^]*state +released/)]);

    const identity = String((assigned['impus'] as string[])[0]);
    const held = await allocator(
      auditor,
      'who-held',
      identity,
      '--reason',
      'case 7',
      '--at',
      String(assigned['assignedAt']),
    );
    expect([held.exitCode, held.out]).toEqual([0, expect.stringMatching(/subject\.reference +user-1\n[^]*proven by/)]);
    const { body } = await running.api.as(auditor).get('/v1/audit/reads');
    expect(JSON.stringify(body['reads'])).toContain('case 7');
    const unexplained = await allocator(auditor, 'who-held', identity);
    expect([unexplained.exitCode, unexplained.err]).toEqual([2, expect.stringContaining("'--reason <text>'")]);
  }, 60_000);

  it('reads a reference from standard input, so that no argument has it', async () => {
    const args = [cliMain, 'assign', 'pool-a', '--session', '-', '--json'];
    const child = spawn(process.execPath, args, { env: envOf(wwsf('wwsf-a')), stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.end('session-1\n');
    expect(JSON.parse(await text(child.stdout))).toMatchObject({ state: 'assigned' });
  });
});

describe('events', () => {
  it('are printed from the first on, and followed from the next one on until Ctrl-C', async () => {
    const { out } = await allocator(auditor, 'events', '--lane', '6', '--limit', '2', '--json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toEqual(['6-1', '6-2']);

    const cursor = join(dir, 'cursor.json');
    const follow = startCli(['events', '--follow', '--cursor', cursor], envOf(auditor));
    const placeInLane = () => {
      const ids = existsSync(cursor) ? (JSON.parse(readFileSync(cursor, 'utf8')) as string[]) : [];
      return ids.find((id) => id.startsWith('6-'));
    };
    /** Where it begins, or its first event. */
    let first: string | undefined;
    const assigned: string[] = [];
    await eventually(
      async () => {
        const { body } = await running.api.send('PUT', '/v1/pools/pool-a', {
          agreementId: 'agreement-pool-a',
          anonymous: 'allowed',
          repeatSubject: 'another',
          maxPerSubject: assigned.length + 1,
        });
        assigned.push(String(body['poolId']));
        const place = placeInLane();
        first ??= place;
        return place !== first;
      },
      15_000,
      'an event that is followed',
    );
    follow.child.kill('SIGINT');
    const ended = await follow.ended;
    expect([ended.exitCode, ended.err]).toEqual([130, '']);
    expect(ended.out).toMatch(/^\S+Z +6-\d+ +PoolSet +pool-a/);
  }, 30_000);
});

/** A service that answers as a test says. */
async function fakeService(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

it('continues followed events after a lost connection, and forgets none', async () => {
  const requests: string[] = [];
  const event = (position: number) => {
    const document = {
      id: `5-${String(position)}`,
      type: 'PoolSet',
      subject: 'a',
      time: '2026-01-01T09:00:00.000Z',
      data: {},
    };
    return `data: ${JSON.stringify(document)}\n\n`;
  };
  const { server, url } = await fakeService((request, response) => {
    requests.push(String(request.url));
    if (requests.length === 2) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'events-after': '5-6,6-2' });
    response.write(requests.length === 1 ? `${event(7)}id: 5-7,6-3\n\n:\n\n` : event(8));
    // Breaks off between the id of an event, as a reader of one lane gets it, and the event.
    if (requests.length === 1) setTimeout(() => response.write('id: 5-8\n', () => response.destroy()), 50);
  });
  const { ended } = startCli(['events', '--follow', '--limit', '2', '--url', url], {});
  const { exitCode, out, err } = await ended;
  server.close();
  server.closeAllConnections();
  expect([exitCode, out.split('\n').map((line) => line.split('  ')[1])]).toEqual([0, ['5-7', '5-8', undefined]]);
  expect(requests.map((path) => new URL(path, url).searchParams.getAll('after'))).toEqual([
    ['latest'],
    ['5-7', '6-3'],
    ['5-7', '6-3'],
  ]);
  expect(err).toMatch(/; connecting again\n[^]*continue with --after 5-8 --after 6-3\n$/);
});

it('takes address and token from a profile, and reads the token again when it is refused', async () => {
  const token = join(dir, 'token');
  writeFileSync(token, 'old');
  const tokens: string[] = [];
  const { server, url } = await fakeService(({ headers }, response) => {
    tokens.push(String(headers.authorization));
    writeFileSync(token, 'new');
    const isNew = headers.authorization === 'Bearer new';
    response.writeHead(isNew ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isNew ? { poolId: 'pool-a' } : {}));
  });
  const profiles = join(dir, 'profiles.json');
  writeFileSync(profiles, JSON.stringify({ profiles: { here: { url, token: { file: 'token' } } } }));
  const env = { ...envOf(auditor), ALLOCATOR_PROFILES: profiles };
  const { exitCode, out } = await startCli(['pool', 'get', 'pool-a', '--profile', 'here', '--json'], env).ended;
  server.close();
  expect([exitCode, out, tokens]).toEqual([0, '{"poolId":"pool-a"}\n', ['Bearer old', 'Bearer new']]);
  const both = await startCli(['pool', 'get', 'pool-a', '--profile', 'here', '--url', url], env).ended;
  expect([both.exitCode, both.err]).toEqual([2, expect.stringContaining("cannot be used with option '--url <url>'")]);
});

it('says how to repeat a command that has no answer, and prints no half list as JSON', async () => {
  const { server, url } = await fakeService(({ url: path = '' }, response) => {
    const isFirstPage = path.startsWith('/v1/pools/pool-a/identities') && !path.includes('after=');
    response.writeHead(isFirstPage ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(isFirstPage ? JSON.stringify({ items: [{ impi: 'a' }], next: 'b' }) : '{}');
  });
  const id = randomUUID();
  const assign = startCli(['assign', 'pool-a', '--ref', 'a', '--command-id', id, '--url', url], {});
  const list = startCli(['identity', 'list', 'pool-a', '--json', '--url', url], {});
  const [lost, half] = await Promise.all([assign.ended, list.ended]);
  server.close();
  expect([lost.exitCode, lost.err]).toEqual([3, expect.stringContaining(`Repeat it with --command-id ${id}`)]);
  expect(half.exitCode).toBe(3);
  expect(() => json(half)).toThrow();
}, 60_000);

it('stops reading a list when its reader has left', async () => {
  let pages = 0;
  const { server, url } = await fakeService((_, response) => {
    const items = Array.from({ length: 1_000 }, (_item, n) => ({ impi: `web-${String(n)}`, padding: 'x'.repeat(200) }));
    response.end(JSON.stringify({ items, next: String(++pages) }));
  });
  const child = spawn(process.execPath, [cliMain, 'identity', 'list', 'pool-a', '--json', '--url', url], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [complaints, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  server.close();
  expect([exitCode, complaints]).toEqual([0, '']);
  expect(pages).toBeLessThan(20);
});
