import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestSignal } from '@allocator/runtime';
import { EventFollowers, followerLimits } from '../src/features/events/event-followers.js';

const limits = { ...followerLimits, followersMax: 3, perTenantMax: 2, stalledMsMax: 100, closingMsMax: 100 };
/** More than the system's buffers between two sockets take. */
const chunk = Buffer.alloc(1_048_576, 'x');
const more = 64;

/** Real connections; what a follower is sent is the test's own. */
describe('followers of events', () => {
  let server: Server;
  let followers: EventFollowers;
  const began = new TestSignal<{ response: ServerResponse; ended: AbortSignal }>();
  const closed = new TestSignal<string>();
  let endToken: () => void;
  /** Whose tokens are watched. */
  let watched: Set<string>;
  beforeEach(async () => {
    followers = new EventFollowers(limits);
    const watching = new Set<string>();
    watched = watching;
    server = createServer((asked, response) => {
      const tenant = asked.url ?? '';
      try {
        const ended = followers.add(tenant, response, (end) => {
          endToken = end;
          watching.add(tenant);
          return () => watching.delete(tenant);
        });
        ended.addEventListener('abort', () => response.end());
        response.once('close', () => {
          closed.emit(tenant);
        });
        response.flushHeaders();
        began.emit({ response, ended });
      } catch (error) {
        response.statusCode = 500;
        response.end(JSON.stringify((error as { problem?: unknown }).problem));
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    const down = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await down;
  });

  async function follow(tenant: string): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, path: tenant, agent: false });
    sent.on('error', () => undefined).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    return answer;
  }
  async function open(tenant: string) {
    const begun = began.next();
    const answer = await follow(tenant);
    return { answer, ...(await begun) };
  }
  async function problem(tenant: string): Promise<object> {
    const chunks: Buffer[] = [];
    for await (const part of await follow(tenant)) chunks.push(part as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()) as object;
  }

  it('that receive none of the sent data are disconnected; those without data to receive are not', async () => {
    const stalled = await open('/stalled');
    const quiet = await open('/quiet');
    const gone = closed.waitFor((tenant) => tenant === '/stalled');
    for (let n = 0; n < more; n++) stalled.response.write(chunk);
    await gone;
    expect([stalled.ended.aborted, quiet.ended.aborted, [...watched]]).toEqual([true, false, ['/quiet']]);
  });

  it('that are slow, but receive some data, stay connected', async () => {
    const { answer, response, ended } = await open('/slow');
    const sent = new Promise((resolve) => {
      for (let n = 0; n < more; n++) response.write(chunk, n === more - 1 ? resolve : undefined);
    });
    answer.on('data', () => {
      answer.pause();
      setTimeout(() => answer.resume(), 2);
    });
    await sent;
    expect(ended.aborted).toBe(false);
  }, 60_000);

  it('of one tenant leave room for those of others, and the problem names the limit that was reached', async () => {
    await open('/greedy');
    const { answer } = await open('/greedy');
    expect(await problem('/greedy')).toMatchObject({
      status: 429,
      code: 'too-many-followers',
      detail: 'limit of 2 followers of events per tenant and process',
    });
    await open('/other');
    expect(await problem('/third')).toMatchObject({
      status: 503,
      code: 'overloaded',
      detail: 'limit of 3 followers of events per process',
    });
    const gone = closed.next();
    answer.destroy();
    await gone;
    await open('/third');
  });

  it('end in order with their token, and are disconnected if they do not receive the remaining data', async () => {
    const reader = await open('/reader');
    const read = once(reader.answer.resume(), 'end');
    endToken();
    await read;
    expect(reader.answer.complete).toBe(true);

    const stalled = await open('/stalled');
    for (let n = 0; n < more; n++) stalled.response.write(chunk);
    const gone = closed.waitFor((tenant) => tenant === '/stalled');
    followers.endAll();
    await gone;
    expect([...watched]).toEqual([]);
  });
});
