import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsRequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { stopIdleTimers } from '../src/client/stop-idle-timers.js';

interface Queue {
  scheduleRequestTimeoutCheck(): void;
  push(request: object): void;
  fulfillRequest(response: object): void;
  destroy(): void;
}

const RequestQueue = kafkajsRequestQueue as new (options: object) => Queue;
const requestTimeout = 6_000;

class Connection {
  readonly ended: string[] = [];
  private requests = 0;
  readonly queue = new RequestQueue({
    maxInFlightRequests: null,
    requestTimeout,
    enforceRequestTimeout: true,
    clientId: 'test',
    broker: 'broker:9092',
    logger: { debug: () => undefined, warn: () => undefined },
  });

  constructor() {
    this.queue.scheduleRequestTimeoutCheck();
  }

  /** Sends a request. @returns its number */
  send(options: { readonly requestTimeout?: number; readonly expectResponse?: boolean } = {}): number {
    const { expectResponse = true } = options;
    const correlationId = this.requests++;
    this.queue.push({
      entry: {
        correlationId,
        resolve: () => this.ended.push(`answer ${String(correlationId)}`),
        reject: (error: Error) => this.ended.push(`${error.name} ${String(correlationId)}`),
      },
      expectResponse,
      requestTimeout: options.requestTimeout,
      sendRequest: () => undefined,
    });
    return correlationId;
  }

  answer(correlationId: number): void {
    this.queue.fulfillRequest({ correlationId, payload: null, size: 0 });
  }
}

describe('a connection of kafkajs', () => {
  let connection: Connection;
  beforeEach(() => {
    jest.useFakeTimers();
    stopIdleTimers();
    connection = new Connection();
  });
  afterEach(() => {
    connection.queue.destroy();
    jest.useRealTimers();
  });

  it('has no timer while nothing is requested', () => {
    expect(jest.getTimerCount()).toBe(0);
    connection.send({ expectResponse: false });
    expect(jest.getTimerCount()).toBe(0);
    connection.answer(connection.send());
    jest.advanceTimersByTime(requestTimeout);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has one timer, however much is requested', () => {
    for (let sent = 0; sent < 100; sent++) connection.answer(connection.send());
    connection.send();
    expect(jest.getTimerCount()).toBe(1);
  });

  it('ends each request that has no answer in time, and no other', () => {
    connection.send();
    jest.advanceTimersByTime(2_000);
    connection.send({ requestTimeout: 9_000 });
    connection.send();
    connection.answer(connection.send());
    jest.advanceTimersByTime(4_001);
    expect(connection.ended).toEqual(['answer 3', 'KafkaJSRequestTimeoutError 0']);
    jest.advanceTimersByTime(2_000);
    expect(connection.ended.slice(2)).toEqual(['KafkaJSRequestTimeoutError 2']);
    jest.advanceTimersByTime(2_999);
    connection.send();
    jest.advanceTimersByTime(1);
    expect(connection.ended.slice(3)).toEqual(['KafkaJSRequestTimeoutError 1']);
    jest.advanceTimersByTime(requestTimeout);
    expect(connection.ended.slice(4)).toEqual(['KafkaJSRequestTimeoutError 4']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has no timer after it is closed', () => {
    connection.send();
    connection.queue.destroy();
    expect(jest.getTimerCount()).toBe(0);
  });
});
