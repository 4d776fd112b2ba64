import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { bearer, wwsf } from '../support/access-token.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const host = 'Host: allocator.example\r\n';
const path = '/v1/pools/pool-a/assignments';
/** What takes large bodies. */
const batches = '/v1/pools/pool-a/assignment-batches';
/** A request that is answered at all is answered within this; then the connection is ended from here. */
const answerMsMax = 3_000;
/** Of a refusal, headers included. */
const answerCharsMax = 3_000;
/** What a few hundred hostile requests may leave behind. */
const growthMbMax = 120;

/** What comes in over the network before anybody knows what it is: written byte by byte, past any client's good manners. */
describe('a connection that means harm', () => {
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

  /** All that was answered until the other side hung up, or said nothing more. */
  async function say(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const { port } = new URL(running.process.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    let isOver = false;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve(void (isOver = true))));
    socket.on('error', () => undefined);
    for (const piece of pieces) {
      if (!socket.write(piece)) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    }
    await Promise.race([closed, sleep(answerMsMax), untilAnswered()]);
    isOver = true;
    socket.destroy();
    return said;

    async function untilAnswered(): Promise<void> {
      while (!isOver && !/^HTTP\/1\.1 \d{3}[^]*\r\n\r\n/.test(said)) await sleep(5);
      await sleep(20);
    }
  }
  const statusesIn = (said: string): number[] =>
    [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));
  const post = (body: string | Uint8Array, type = 'application/json', more = ''): (string | Uint8Array)[] => [
    `POST ${body.length > 8_192 ? batches : path} HTTP/1.1\r\n${authorized}Content-Type: ${type}\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n${more}\r\n`,
    body,
  ];

  const cases: readonly (readonly [string, () => readonly (string | Uint8Array)[]])[] = [
    ['nothing but noise', () => [new Uint8Array(2_000).fill(0xfe)]],
    ['another protocol', () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
    ['six thousand headers', () => [`GET /health/live HTTP/1.1\r\n${host}${'X-A: b\r\n'.repeat(6_000)}\r\n`]],
    ['one header of a megabyte', () => [`GET /health/live HTTP/1.1\r\n${host}X-A: ${'b'.repeat(1_048_576)}\r\n\r\n`]],
    ['a path of a megabyte', () => [`GET /${'a'.repeat(1_048_576)} HTTP/1.1\r\n${host}\r\n`]],
    [
      'two lengths',
      () => [`POST ${path} HTTP/1.1\r\n${authorized}Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello`],
    ],
    [
      'a length and chunks',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
      ],
    ],
    ['a negative length', () => [`POST ${path} HTTP/1.1\r\n${authorized}Content-Length: -1\r\n\r\n`]],
    [
      'a length beyond all numbers',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n`,
      ],
    ],
    [
      'a chunk that lies',
      () => [
        `POST ${path} HTTP/1.1\r\n${authorized}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc`,
      ],
    ],
    ['a bare line feed in a header', () => [`GET /health/live HTTP/1.1\r\n${host}X-A: a\nX-B: b\r\n\r\n`]],
    ['a null in the path', () => [`GET /v1/pools/a%00b/availability HTTP/1.1\r\n${authorized}\r\n`]],
    ['a broken escape in the path', () => [`GET /v1/pools/%ff%zz/availability HTTP/1.1\r\n${authorized}\r\n`]],
    ['an overlong form of a slash', () => [`GET /v1/pools/..%c0%af..%c0%afetc HTTP/1.1\r\n${authorized}\r\n`]],
    ['dots', () => [`GET /v1/../../../../etc/passwd HTTP/1.1\r\n${authorized}\r\n`]],
    [
      'an absolute target of another host',
      () => [`GET http://elsewhere.example/v1/lanes HTTP/1.1\r\n${authorized}\r\n`],
    ],
    ['CONNECT', () => [`CONNECT elsewhere.example:443 HTTP/1.1\r\n${host}\r\n`]],
    [
      'an upgrade',
      () => [`GET /v1/events?lane=0 HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ],
    ['a method of its own', () => [`BREW ${path} HTTP/1.1\r\n${authorized}\r\n`]],
    ['two million brackets', () => post('['.repeat(2_000_000))],
    ['a hundred thousand objects in each other', () => post('{"a":'.repeat(100_000))],
    ['a million closed brackets', () => post('['.repeat(900_000) + ']'.repeat(900_000))],
    ['a batch of a million items', () => post(`{"commands":[${'0,'.repeat(1_000_000)}0]}`)],
    ['half a million empty objects and a prototype', () => post(`[${'{},'.repeat(500_000)}{"__proto__":{}}]`)],
    [
      'a reference of two million characters',
      () => post(`{"commands":[{"subject":{"ref":"${'x'.repeat(2_000_000)}"}}]}`),
    ],
    ['a number of a million digits', () => post(`{"subject":${'9'.repeat(1_000_000)}}`)],
    ['bytes that are no UTF-8', () => post(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))],
    ['a zip of something', () => post(new Uint8Array(1_000), 'application/json', 'Content-Encoding: gzip\r\n')],
    ['a form', () => post('subject=alice', 'application/x-www-form-urlencoded')],
    ['a type of ten thousand characters', () => post('{}', `application/${'x'.repeat(10_000)}`)],
    [
      'an Idempotency-Key that is a sentence',
      () =>
        post(
          '{"subject":{"kind":"authenticated","ref":"a"}}',
          'application/json',
          "Idempotency-Key: '; drop table events; --\r\n",
        ),
    ],
    [
      'a query of ten thousand members',
      () => [`GET /v1/events?${'lane=1&'.repeat(1_500)} HTTP/1.1\r\n${authorized}\r\n`],
    ],
    [
      'members of the prototype in the query',
      () => [`GET /v1/events?__proto__[a]=1&constructor=2&lane=0 HTTP/1.1\r\n${authorized}\r\n`],
    ],
  ];

  it.each(cases)('%s: is refused or cut off in few words, and the service lives on', async (_, pieces) => {
    const said = await say(...pieces());
    expect(said.length).toBeLessThan(answerCharsMax);
    for (const status of statusesIn(said)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    const alive = await fetch(`${running.process.baseUrl}/health/live`);
    await alive.arrayBuffer();
    expect(alive.status).toBe(200);
  });

  it('a few hundred of them leave nothing behind, and nothing was a failure of the service', async () => {
    const before = residentMb();
    for (let round = 0; round < 3; round++) await Promise.all(cases.map(([, pieces]) => say(...pieces())));
    expect(residentMb() - before).toBeLessThan(growthMbMax);
    expect(running.process.said()).not.toContain('"level":"error"');
    expect(await running.api.assign('pool-a', 'alice')).toMatchObject({ status: 201 });
  }, 60_000);
});
