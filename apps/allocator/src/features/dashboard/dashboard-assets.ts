import fastifyStatic from '@fastify/static';
import type { Log } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import { LOG } from '../../config/create-log.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { DashboardFiles } from './dashboard-files.js';
import { pageHeaders } from './page-headers.js';

/** Browsers keep a file for this long: a changed file has another name. */
const keptFor = '365d';

/** Serves the scripts and styles of the dashboard to anyone, compressed by the build. */
@Injectable()
export class DashboardAssets implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly files: DashboardFiles,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    if (!this.files.isBuilt()) {
      this.log.warn({ code: 'dashboard-not-built' }, 'the dashboard is not built: npm run build');
      return;
    }
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    const headers = pageHeaders(this.config.dashboard);
    // Not awaited: that would complete the routes of all features before Nest sets their error handler. `listen` waits for it.
    void fastify.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone' };
      });
      // @fastify/static answers 403 for the folder and for invalid paths; callers get 404.
      scope.setErrorHandler<FastifyError>((error) => {
        throw error.statusCode === 403 ? new ProblemError('not-found') : error;
      });
      await scope.register(fastifyStatic, {
        root: this.files.assets,
        prefix: '/assets/',
        decorateReply: false,
        index: false,
        dotfiles: 'ignore',
        preCompressed: true,
        immutable: true,
        maxAge: keptFor,
        setHeaders: (reply) => {
          for (const [name, value] of Object.entries(headers)) void reply.header(name, value);
        },
      });
    });
  }
}
