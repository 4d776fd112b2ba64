import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log, PrometheusMetrics } from '@allocator/runtime';
import type { MetricsAddress } from '../config/config.js';

/** A few scrapers. Further connections are closed when they open. */
const connectionsMax = 20;
/** Time to receive a request, and the longest time that a connection stays open without one. */
const requestMsMax = 5_000;
/** Interval of the check for it. */
const requestSweepMs = 1_000;
/** Longest time without data in either direction: longer than a scrape waits for the store. */
const silenceMsMax = 10_000;
const headerBytesMax = 8_192;

/** `METRICS_PORT` cannot be used. */
export class MetricsPortError extends Error {
  override readonly name = 'MetricsPortError';
}

/** Answers `GET /metrics`, and 404 to everything else. */
export class MetricsServer {
  private constructor(private readonly server: Server) {}

  /** Throws `MetricsPortError`. */
  static async listen(
    { host, port }: Pick<MetricsAddress, 'host' | 'port'>,
    metrics: PrometheusMetrics,
    log: Log,
  ): Promise<MetricsServer> {
    const server = createServer(
      {
        maxHeaderSize: headerBytesMax,
        headersTimeout: requestMsMax,
        requestTimeout: requestMsMax,
        connectionsCheckingInterval: requestSweepMs,
      },
      (request, response) => {
        void answer(request, response, metrics);
      },
    );
    server.maxConnections = connectionsMax;
    server.keepAliveTimeout = requestMsMax;
    server.timeout = silenceMsMax;
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException): void => {
        reject(portError(host, port, error));
      };
      server.once('error', refuse);
      server.listen({ host, port }, () => {
        server.off('error', refuse);
        resolve();
      });
    });
    // For example, no file descriptor is left for a connection. The server still listens: the process must not end for its metrics.
    server.on('error', (err) => {
      log.error({ code: 'metrics-server-failed', err }, 'a connection to the metrics port failed');
    });
    return new MetricsServer(server);
  }

  /** The port on which it listens: a free one if 0 was given. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A scrape in progress is cut off: the process ends. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, metrics: PrometheusMetrics): Promise<void> {
  // A body is of no interest: the connection is closed instead of reading it.
  if (request.method !== 'GET') response.setHeader('connection', 'close');
  if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}

function portError(host: string, port: number, error: NodeJS.ErrnoException): MetricsPortError {
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code ?? error.message})`;
  return new MetricsPortError(
    `METRICS_PORT: ${host}:${String(port)} ${why}. Set METRICS_PORT to a free port, or to off`,
    { cause: error },
  );
}
