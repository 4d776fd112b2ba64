import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { anyAddress } from '../src/client/any-address.js';
import { ServiceClient } from '../src/client/service-client.js';
import { abortedAfter } from '../src/process/stop-on-signals.js';

const command = { method: 'POST', path: '/v1/pools/pool-a/assignments', body: {}, idempotencyKey: 'key-1' };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An address whose server answers so. */
async function process(answer: (response: ServerResponse, request: IncomingMessage) => unknown): Promise<string> {
  const server = createServer((request, response) => void answer(response, request));
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const json = { 'content-type': 'application/json' };
const assigns = (response: ServerResponse, request: IncomingMessage) =>
  response.writeHead(201, json).end(JSON.stringify({ key: request.headers['idempotency-key'], path: request.url }));

function clientOf(...baseUrls: readonly [string, ...string[]]): ServiceClient {
  const signal = abortedAfter(10_000, new AbortController().signal);
  return new ServiceClient(baseUrls[0], { transport: anyAddress(baseUrls), signal });
}

describe('a client of several processes', () => {
  it.each([
    ['is unavailable', (response: ServerResponse) => response.writeHead(503).end()],
    ['breaks the connection', (response: ServerResponse) => response.destroy()],
    [
      'ends within its answer',
      (response: ServerResponse) => {
        response.writeHead(201, { ...json, 'content-length': '100' }).write('{');
        setImmediate(() => response.destroy());
      },
    ],
  ])('sends a command that one process %s for to the next one, with its key', async (_, fails) => {
    const answer = await clientOf(await process(fails), await process(assigns)).send(command);
    expect([answer.status, answer.body]).toEqual([201, { key: 'key-1', path: command.path }]);
  });

  it('sends requests in turn', async () => {
    const counts = [0, 0];
    const counting = (index: number) =>
      process((response) => {
        counts[index] = (counts[index] ?? 0) + 1;
        response.end();
      });
    const client = clientOf(await counting(0), await counting(1));
    for (let n = 0; n < 4; n++) await client.send(command);
    expect(counts).toEqual([2, 2]);
  });

  it('gives up when its signal is aborted', async () => {
    const over = AbortSignal.timeout(300);
    const down = await process((response) => response.destroy());
    const client = new ServiceClient(down, { transport: anyAddress([down]), signal: over });
    await expect(client.send(command)).rejects.toThrow();
    expect(over.aborted).toBe(true);
  });
});
