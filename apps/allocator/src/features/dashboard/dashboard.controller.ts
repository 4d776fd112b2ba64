import type { AnswerType, dashboardSettingsAnswer } from '@allocator/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import { Access } from '../../http/access/access.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { DashboardFiles } from './dashboard-files.js';
import { pageHeaders } from './page-headers.js';

/** Parts of the dashboard, not of the public contract. */
@ApiExcludeController()
@Controller()
export class DashboardController {
  constructor(
    private readonly files: DashboardFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Access('anyone')
  readPage(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!this.files.isBuilt()) throw new ProblemError('not-found', { detail: 'the dashboard is not built' });
    void reply.type('text/html; charset=utf-8').headers({ ...pageHeaders(this.config.dashboard) });
    // Each page load asks again: the page names the files of one build.
    void reply.header('cache-control', 'no-cache');
    return this.files.page();
  }

  /** How its users sign in. */
  @Get('dashboard-settings.json')
  @Access('anyone')
  readSettings(): AnswerType<typeof dashboardSettingsAnswer> {
    const { dashboard } = this.config;
    if (typeof dashboard === 'string') return { signIn: dashboard };
    const { issuer, clientId, scope, resource } = dashboard;
    return { signIn: { issuer, clientId, scope, ...(resource === undefined ? {} : { resource }) } };
  }
}
