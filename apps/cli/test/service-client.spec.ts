import { problemOf } from '@allocator/contracts';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessToken } from '../src/profile/access-token.js';
import { type AnswerLimits, ServiceClient } from '../src/service/service-client.js';

/** Accepts every request. */
let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const signal = new AbortController().signal;
let notices: string[];
beforeEach(() => {
  notices = [];
});
const addressOf = (path = '/'): URL =>
  new URL(path, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
const clientOf = (limits: AnswerLimits, url = addressOf()): ServiceClient =>
  new ServiceClient({
    url,
    token: new AccessToken(undefined, {}, signal),
    signal,
    limits,
    notice: (line) => notices.push(line),
  });
const minute: AnswerLimits = { answerMsMax: 30_000, triesMsMax: 60_000 };

it('gives up on a service that accepts and never answers, and says at the first try that it tries again', async () => {
  const client = clientOf({ answerMsMax: 100, triesMsMax: 1_200 });
  const unavailable = `the service at ${addressOf().href} is unavailable: no answer within 0.1 s`;
  await expect(client.get('/v1/pools')).rejects.toThrow(unavailable);
  expect(notices).toEqual([`${unavailable}; trying again`]);
});

it('tries a service again that has not answered, while there is time', async () => {
  server.once('request', () => {
    server.on('request', (_, response: ServerResponse) => response.end('{}'));
  });
  expect(await clientOf({ answerMsMax: 500, triesMsMax: 30_000 }).get('/v1/pools')).toEqual({});
});

it('calls a service under the path of its URL', async () => {
  server.on('request', ({ url }, response: ServerResponse) => response.end(JSON.stringify({ url })));
  const client = clientOf(minute, addressOf('/proxied/allocator/'));
  expect(await client.get('/v1/pools?limit=1')).toEqual({ url: '/proxied/allocator/v1/pools?limit=1' });
});

it.each<[string, () => URL, string]>([
  ['a port that fetch blocks', () => new URL('http://127.0.0.1:6000/'), 'http://127.0.0.1:6000/: HTTP clients block'],
  ['a TLS handshake that fails', () => new URL(addressOf().href.replace('http:', 'https:')), 'SSL routines'],
])('does not try %s again', async (_, url, words) => {
  await expect(clientOf(minute, url()).get('/v1/pools')).rejects.toThrow(words);
  expect(notices).toEqual([]);
});

it.each<[string, (response: ServerResponse) => void]>([
  ['does not end', (response) => response.write('{"title":')],
  ['is too large', (response) => response.end(' '.repeat(65_536) + JSON.stringify(problemOf('overloaded')))],
])('does not wait for a problem document that %s', async (_, write) => {
  server.on('request', (_request, response: ServerResponse) => {
    write(response.writeHead(503));
  });
  const client = clientOf({ answerMsMax: 500, triesMsMax: 0 });
  await expect(client.get('/v1/pools')).rejects.toThrow('answered 503 without a problem document');
});
