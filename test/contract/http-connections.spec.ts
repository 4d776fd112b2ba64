import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { bearer, imsOperator } from '../support/access-token.js';
import { type TestDatabase, testDatabase } from '../support/test-database.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

/** More than socket buffers hold: the sender waits until the server reads. */
const bodyBytes = 12 * 1_048_576;
/** Far less than the 72 s after which the server closes an idle connection. */
const sentMsMax = 5_000;

const csvBytes = (bytes: number): Buffer => Buffer.alloc(bytes, `${impi(1)},${impu(1)}\n`);

interface Upload {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly chunked?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a large body to its end on the only connection of the agent, whatever is answered meanwhile. */
async function upload(baseUrl: string, agent: Agent, { method, path, contentType, chunked = false, headers }: Upload) {
  const body = csvBytes(bodyBytes);
  const length = chunked ? {} : { 'content-length': body.length };
  const sending = request(baseUrl + path, {
    agent,
    method,
    signal: AbortSignal.timeout(sentMsMax),
    headers: { ...bearer(imsOperator('op-a')), 'content-type': contentType, ...length, ...headers },
  });
  const closed = once(sending, 'close');
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.end(body);
  const [answer] = await answered;
  const { code } = (await json(answer)) as { code: string };
  await closed;
  return { status: answer.statusCode, code, connection: sending.socket };
}

describe('a request that is refused before its body has arrived', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const csv = { method: 'POST', path: '/v1/pools/pool-x/identities', contentType: 'text/csv' };
  const large = { method: 'PUT', path: '/v1/operators/op-a', contentType: 'application/json' };
  it.each<[string, Upload, number, string]>([
    ['an import into an unknown pool', csv, 404, 'pool-not-found'],
    ['the same of unknown length', { ...csv, chunked: true }, 404, 'pool-not-found'],
    ['an import into an invalid pool id', { ...csv, path: '/v1/pools/-/identities' }, 400, 'invalid-request'],
    ['an import of another type', { ...csv, contentType: 'text/plain' }, 415, 'unsupported-media-type'],
    ['a body of 12 MiB', large, 413, 'payload-too-large'],
    ['the same of unknown length', { ...large, chunked: true }, 413, 'payload-too-large'],
    ['an unknown route', { ...csv, path: '/v1/nothing' }, 404, 'not-found'],
  ])('%s: the client can send the rest, gets its answer, and keeps its connection', async (_, sent, status, code) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await upload(running.api.baseUrl, agent, sent);
    expect([first.status, first.code]).toEqual([status, code]);
    const next = request(`${running.api.baseUrl}/health/live`, { agent });
    const answered = once(next, 'response') as Promise<[IncomingMessage]>;
    next.end();
    const [{ statusCode }] = await answered;
    expect([statusCode, next.socket === first.connection]).toEqual([200, true]);
    agent.destroy();
  });

  it('a body without a token is refused before it is read', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const refused = await upload(running.api.baseUrl, agent, { ...large, headers: { authorization: 'Bearer none' } });
    expect([refused.status, refused.code]).toEqual([401, 'unauthenticated']);
    agent.destroy();
  });

  it('a client that stops sending before the end is disconnected some seconds after its answer', async () => {
    const { port } = new URL(running.api.baseUrl);
    const connection = connect(Number(port), '127.0.0.1');
    const since = Date.now();
    connection.write('POST /v1/nothing HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ncontent-length: 9\r\n\r\n1');
    const [answer] = (await once(connection, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
    await once(connection, 'close');
    expect(Date.now() - since).toBeGreaterThan(4_000);
  }, 15_000);

  it('a client that disconnects during an import causes no error, and keeps the imported rows', async () => {
    const { api, process } = running;
    const leaving = request(`${api.baseUrl}/v1/pools/pool-a/identities`, {
      method: 'POST',
      headers: { ...bearer(imsOperator('op-pool-a')), 'content-type': 'text/csv' },
    });
    leaving.on('error', () => undefined);
    leaving.write(Array.from({ length: 2_500 }, (_, n) => `${impi(n + 1)},${impu(n + 1)}\n`).join(''));
    const imported = async () => (await api.get('/v1/pools/pool-a/availability')).body['total'] === 2_000;
    await eventually(imported, 10_000, 'the whole chunks');
    leaving.destroy();
    // The answer shows that the server has noticed the closed connection.
    expect(await api.get('/health/live')).toMatchObject({ status: 200 });
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject({ body: { total: 2_000 } });
    expect(process.log()).not.toContain('request-failed');
  });
});

describe('a request that does not arrive in time may be sent again', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
  }, 60_000);
  afterAll(() => running.end());

  it.concurrent.each([
    ['its headers', 'GET /health/live HTTP/1.1\r\nhost:'],
    [
      'its body',
      `PUT /v1/operators/op-a HTTP/1.1\r\nhost: a\r\nauthorization: ${bearer(imsOperator('op-a')).authorization}\r\n` +
        'content-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
  ])(
    '%s',
    async (_, sent) => {
      const connection = connect(Number(new URL(running.api.baseUrl).port), '127.0.0.1');
      connection.write(sent);
      const answer = await text(connection);
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status: 408, code: 'request-timeout' });
    },
    45_000,
  );
});

describe('a stop waits for pending answers, but not for', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let connection: Socket;
  beforeAll(async () => {
    database = await testDatabase();
  }, 60_000);
  afterAll(() => database.drop());

  /** A client that sends this and then nothing, and stays connected. */
  const openWith = async (sent: string): Promise<void> => {
    service = await startService({ DATABASE_URL: database.url });
    connection = connect(Number(new URL(service.baseUrl).port), '127.0.0.1');
    connection.on('error', () => undefined);
    await once(connection, 'connect');
    if (sent !== '') connection.write(sent);
  };
  const stops = async (): Promise<void> => {
    const since = Date.now();
    expect(await service.stop()).toBe(0);
    expect(Date.now() - since).toBeLessThan(5_000);
    connection.destroy();
  };
  const post = (path: string): string => `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\n`;

  it('an unused connection, as browsers open them ahead', async () => {
    await openWith('');
    await stops();
  }, 30_000);

  it('a request that never ends', async () => {
    await openWith('GET /health/live HTTP/1.1\r\nhost:');
    await stops();
  }, 30_000);

  it('the rest of a body whose request was answered', async () => {
    await openWith(`${post('/v1/nothing')}content-length: 1000000\r\n\r\nand no more`);
    const [answer] = (await once(connection, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
    await stops();
  }, 30_000);
});
