import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { OpenConnections } from './open-connections.js';

/** Interval in which a closing server closes connections whose last request was answered. */
const idleSweepMs = 50;
/** Grace period for requests that arrive during shutdown. */
const arriveMsMax = 500;

/** Closes connections that clients keep open while the server closes: the close waits for every connection. */
@Injectable()
export class ConnectionClosing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly server: Server;
  private readonly connections: OpenConnections;
  private sweep: NodeJS.Timeout | undefined;

  constructor({ httpAdapter }: HttpAdapterHost<FastifyAdapter>) {
    this.server = httpAdapter.getInstance().server;
    this.connections = new OpenConnections(this.server);
  }

  beforeApplicationShutdown(): void {
    const since = Date.now();
    this.sweep = setInterval(() => {
      this.server.closeIdleConnections();
      if (Date.now() - since > arriveMsMax) this.connections.closeUnused();
    }, idleSweepMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }
}
