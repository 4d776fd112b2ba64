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
const clientOf = (limits: AnswerLimits): ServiceClient => {
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return new ServiceClient({ url, token: new AccessToken(undefined, {}, signal), signal, limits });
};

it('gives up on a service that accepts and never answers', async () => {
  const client = clientOf({ answerMsMax: 100, triesMsMax: 300 });
  await expect(client.get('/v1/pools')).rejects.toThrow('is unavailable: no answer within 0.1 s');
});

it('tries a service again that has not answered, while there is time', async () => {
  server.once('request', () => {
    server.on('request', (_, response: ServerResponse) => response.end('{}'));
  });
  expect(await clientOf({ answerMsMax: 500, triesMsMax: 30_000 }).get('/v1/pools')).toEqual({});
});
