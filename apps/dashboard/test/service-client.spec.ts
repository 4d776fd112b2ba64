import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceClient } from '../src/service/service-client.js';

const client = new ServiceClient(
  () => null,
  () => undefined,
);
const fetched = jest.spyOn(globalThis, 'fetch');
afterEach(() => {
  fetched.mockReset();
});

const json = { headers: { 'content-type': 'application/json' } };

it.each<[string, BodyInit, string]>([
  ['aborted', broken(new DOMException('left', 'AbortError')), 'AbortError: left'],
  ['late', broken(new DOMException('late', 'TimeoutError')), 'ServiceError: The service does not answer'],
  ['broken off', broken(new TypeError('terminated')), 'ServiceError: The service does not answer'],
  ['a page of a proxy', '<html>', 'ServiceError: The answer (status 200) is not one of the service'],
])('an answer whose body is %s ends with that reason', async (_, body, reason) => {
  fetched.mockResolvedValue(new Response(body, json));
  const error: unknown = await client.get('/health/ready', { params: {} }).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(reason);
});

function broken(error: Error): ReadableStream {
  return new ReadableStream({
    pull: (controller) => {
      controller.error(error);
    },
  });
}

describe('a stream', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins in time or not at all', async () => {
    fetched.mockImplementation(
      (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('late', 'TimeoutError')));
        }),
    );
    const first = client.stream('/v1/events', new AbortController().signal).next();
    jest.advanceTimersByTime(30_000);
    await expect(first).rejects.toThrow('The service does not answer');
  });

  it('may last longer', async () => {
    let signal: AbortSignal | null | undefined;
    fetched.mockImplementation((_, init) => {
      signal = init?.signal;
      return Promise.resolve(new Response('{}\n'));
    });
    const lines = client.stream('/v1/events', new AbortController().signal);
    expect(await lines.next()).toEqual({ done: false, value: '{}' });
    jest.advanceTimersByTime(60_000);
    expect(signal?.aborted).toBe(false);
    await lines.return(undefined);
  });
});
