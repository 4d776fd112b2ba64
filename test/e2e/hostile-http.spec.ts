import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { bearer, wwsf } from '../support/access-token.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const host = 'Host: allocator.example\r\n';
const path = '/v1/pools/pool-a/assignments';
/** A path that accepts large bodies. */
const batches = '/v1/pools/pool-a/assignment-batches';
/** A request that is not answered within this time is not answered at all; the test then closes the connection. */
const answerMsMax = 3_000;
/** How long a connection stays open after its first answer, for those that a hidden second request would get. */
const furtherAnswersMs = 20;
/** Maximum length of a refusal, including headers. */
const answerCharsMax = 3_000;
/** Maximum growth of resident memory by a few hundred hostile requests. */
const growthMbMax = 120;

/** Raw bytes on a TCP connection, which no HTTP client would send. */
describe('a hostile HTTP connection', () => {
  let running: RunningService;
  let authorized: string;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 10 });
    authorized = `Authorization: ${bearer(wwsf('wwsf-pool-a')).authorization}\r\n${host}`;
  }, 60_000);
  afterAll(() => running.end());

  const residentMb = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(running.process.pid)}/status`, 'utf8'))?.[1]) / 1_024;

  /** Sends the pieces, and returns the answer: until the service closes the connection or stops answering. */
  async function exchange(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const { port } = new URL(running.process.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    const answered = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        if (/^HTTP\/1\.1 \d{3}[^]*\r\n\r\n/.test(answer)) resolve();
      });
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    for (const piece of pieces) {
      if (!socket.write(piece)) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    }
    await Promise.race([closed, sleep(answerMsMax), answered.then(() => sleep(furtherAnswersMs))]);
    socket.destroy();
    return answer;
  }
  const statusesIn = (answer: string): number[] =>
    [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));
  const post = (body: string | Uint8Array, type = 'application/json', more = ''): (string | Uint8Array)[] => [
    `POST ${body.length > 8_192 ? batches : path} HTTP/1.1\r\n${authorized}Content-Type: ${type}\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n${more}\r\n`,
    body,
  ];

  const cases: readonly (readonly [string, () => readonly (string | Uint8Array)[]])[] = [
    ['random bytes', () => [new Uint8Array(2_000).fill(0xfe)]],
    ['another protocol', () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
    ['6,000 headers', () => [`GET /health/live HTTP/1.1\r\n${host}${'X-A: b\r\n'.repeat(6_000)}\r\n`]],
    ['a header of 1 MB', () => [`GET /health/live HTTP/1.1\r\n${host}X-A: ${'b'.repeat(1_048_576)}\r\n\r\n`]],
    ['a path of 1 MB', () => [`GET /${'a'.repeat(1_048_576)} HTTP/1.1\r\n${host}\r\n`]],
    [
      'two Content-Length headers',
      () => [`POST ${path} HTTP/1.1\r\n${authorized}Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello`],
    ],
    [
      'Content-Length and Transfer-Encoding',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
      ],
    ],
    ['a negative Content-Length', () => [`POST ${path} HTTP/1.1\r\n${authorized}Content-Length: -1\r\n\r\n`]],
    [
      'a Content-Length of 20 digits',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n`,
      ],
    ],
    [
      'a chunk shorter than its size',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc`,
      ],
    ],
    ['a bare line feed in a header', () => [`GET /health/live HTTP/1.1\r\n${host}X-A: a\nX-B: b\r\n\r\n`]],
    ['a NUL byte in the path', () => [`GET /v1/pools/a%00b/availability HTTP/1.1\r\n${authorized}\r\n`]],
    [
      'an invalid percent escape in the path',
      () => [`GET /v1/pools/%ff%zz/availability HTTP/1.1\r\n${authorized}\r\n`],
    ],
    ['an overlong UTF-8 slash in the path', () => [`GET /v1/pools/..%c0%af..%c0%afetc HTTP/1.1\r\n${authorized}\r\n`]],
    ['dot segments in the path', () => [`GET /v1/../../../../etc/passwd HTTP/1.1\r\n${authorized}\r\n`]],
    [
      'an absolute request target of another host',
      () => [`GET http://elsewhere.example/v1/lanes HTTP/1.1\r\n${authorized}\r\n`],
    ],
    ['CONNECT', () => [`CONNECT elsewhere.example:443 HTTP/1.1\r\n${host}\r\n`]],
    [
      'an upgrade to WebSocket',
      () => [`GET /v1/events?lane=0 HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ],
    ['an unknown method', () => [`BREW ${path} HTTP/1.1\r\n${authorized}\r\n`]],
    ['2,000,000 opening brackets', () => post('['.repeat(2_000_000))],
    ['100,000 nested objects', () => post('{"a":'.repeat(100_000))],
    ['900,000 nested arrays', () => post('['.repeat(900_000) + ']'.repeat(900_000))],
    ['a batch of 1,000,000 items', () => post(`{"commands":[${'0,'.repeat(1_000_000)}0]}`)],
    ['500,000 empty objects and a __proto__ member', () => post(`[${'{},'.repeat(500_000)}{"__proto__":{}}]`)],
    [
      'a reference of 2,000,000 characters',
      () => post(`{"commands":[{"subject":{"ref":"${'x'.repeat(2_000_000)}"}}]}`),
    ],
    ['a number of 1,000,000 digits', () => post(`{"subject":${'9'.repeat(1_000_000)}}`)],
    ['invalid UTF-8', () => post(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))],
    ['a gzip encoding', () => post(new Uint8Array(1_000), 'application/json', 'Content-Encoding: gzip\r\n')],
    ['a form body', () => post('subject=alice', 'application/x-www-form-urlencoded')],
    ['a content type of 10,000 characters', () => post('{}', `application/${'x'.repeat(10_000)}`)],
    [
      'an Idempotency-Key that is SQL',
      () =>
        post(
          '{"subject":{"kind":"authenticated","ref":"a"}}',
          'application/json',
          "Idempotency-Key: '; drop table events; --\r\n",
        ),
    ],
    ['a query of 1,500 parameters', () => [`GET /v1/events?${'lane=1&'.repeat(1_500)} HTTP/1.1\r\n${authorized}\r\n`]],
    [
      '__proto__ and constructor in the query',
      () => [`GET /v1/events?__proto__[a]=1&constructor=2&lane=0 HTTP/1.1\r\n${authorized}\r\n`],
    ],
  ];

  it.each(cases)('%s: is refused or closed with a short answer, and the service continues', async (_, pieces) => {
    const answer = await exchange(...pieces());
    expect(answer.length).toBeLessThan(answerCharsMax);
    for (const status of statusesIn(answer)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    const alive = await fetch(`${running.process.baseUrl}/health/live`);
    await alive.arrayBuffer();
    expect(alive.status).toBe(200);
  });

  it('a few hundred of them do not grow the memory or log an error, and the service continues', async () => {
    const before = residentMb();
    for (let round = 0; round < 3; round++) await Promise.all(cases.map(([, pieces]) => exchange(...pieces())));
    expect(residentMb() - before).toBeLessThan(growthMbMax);
    expect(running.process.log()).not.toContain('"level":"error"');
    expect(await running.api.assign('pool-a', 'alice')).toMatchObject({ status: 201 });
  }, 60_000);
});
