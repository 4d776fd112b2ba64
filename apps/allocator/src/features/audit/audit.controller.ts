import type { AuditedEvent } from '@allocator/application';
import {
  auditReadsAnswer,
  auditReadsQuery,
  holderBodyOf,
  holdersAnswer,
  holdersParameters,
  holdersQuery,
  impi as impiSchema,
  legalHoldBody,
  subjectAssignmentsAnswer,
  subjectId as subjectIdSchema,
  subjectSearch,
  subjectSearchBody,
  timelineAnswer,
  timelineQuery,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { Impi, SubjectId } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { ValidBody, ValidParam, ValidQuery } from '../../http/requests/valid-body.js';
import { AuditReadsQuery } from './audit-reads-query.handler.js';
import { HoldersQuery } from './holders-query.handler.js';
import { LiftLegalHoldCommand } from './lift-legal-hold-command.handler.js';
import { PlaceLegalHoldCommand } from './place-legal-hold-command.handler.js';
import { SubjectSearchQuery } from './subject-search-query.handler.js';
import { TimelineQuery } from './timeline-query.handler.js';

/** What auditors read of history. Each read is recorded before it is answered. */
@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('holders')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The holder of an identity at an instant, by what was recorded up to another',
    description:
      'At most one: with the interval in which its token was valid, the interval in which a registration could exist, and the events that prove both.',
    query: holdersParameters,
    answers: { 200: { description: 'The holder, or null', schema: holdersAnswer } },
    problems: ['identity-not-found'],
  })
  async findHolder(
    @CurrentCaller() caller: Caller,
    @ValidQuery(holdersQuery) query: z.infer<typeof holdersQuery>,
  ): Promise<AnswerType<typeof holdersAnswer>> {
    const found = await this.queries.execute(new HoldersQuery(caller, query));
    const { identity, at, knownAt, holder, subject, proof } = found;
    return {
      poolId: identity.poolId,
      impi: identity.impi,
      at: toIso(at),
      knownAt: toIso(knownAt),
      holder: holder && subject ? holderBodyOf(holder, subject) : null,
      proof: documents(proof),
    };
  }

  @Get('identities/:impi/timeline')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'All events of an identity, by position',
    query: timelineQuery,
    answers: { 200: { description: 'The events', schema: timelineAnswer } },
    problems: ['identity-not-found'],
  })
  async getTimeline(
    @CurrentCaller() caller: Caller,
    @ValidParam('impi', impiSchema) impi: Impi,
    @ValidQuery(timelineQuery) query: z.infer<typeof timelineQuery>,
  ): Promise<AnswerType<typeof timelineAnswer>> {
    const { identity, events, next } = await this.queries.execute(new TimelineQuery(caller, impi, query));
    return { poolId: identity.poolId, impi, lane: identity.lane, events: documents(events), next };
  }

  @Post('subject-searches')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @HttpCode(200)
  @Describe({
    summary: "A subject's assignments, by its opaque id, or by its reference in a pool",
    description: 'The reference is in the body, because proxies log URLs.',
    body: subjectSearchBody,
    answers: { 200: { description: 'Its Assigned events', schema: subjectAssignmentsAnswer } },
    problems: ['subject-not-found'],
  })
  async searchSubjects(
    @CurrentCaller() caller: Caller,
    @ValidBody(subjectSearch) search: z.infer<typeof subjectSearch>,
  ): Promise<AnswerType<typeof subjectAssignmentsAnswer>> {
    const found = await this.queries.execute(new SubjectSearchQuery(caller, search));
    const { subjectId, assigned, next, isComplete } = found;
    return { subjectId, assigned: documents(assigned), next, complete: isComplete };
  }

  @Get('reads')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'What auditors have read: who, what, when and why',
    query: auditReadsQuery,
    answers: { 200: { description: 'The reads, in order', schema: auditReadsAnswer } },
  })
  async listAuditReads(
    @ValidQuery(auditReadsQuery) { after, limit }: z.infer<typeof auditReadsQuery>,
  ): Promise<AnswerType<typeof auditReadsAnswer>> {
    const { reads, next } = await this.queries.execute(new AuditReadsQuery(after, limit));
    return { reads: reads.map((read) => ({ ...read, readAt: toIso(read.readAt) })), next };
  }

  @Put('subjects/:subjectId/legal-hold')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @HttpCode(204)
  @Describe({
    summary: "Place a legal hold: a subject's reference is not erased",
    description: 'Scans all subjects for the opaque id: takes seconds if there are millions.',
    body: legalHoldBody,
    answers: { 204: { description: 'The hold is placed' } },
    problems: ['subject-not-found'],
  })
  async placeLegalHold(
    @CurrentCaller() caller: Caller,
    @ValidParam('subjectId', subjectIdSchema) subjectId: SubjectId,
    @ValidBody(legalHoldBody) { reason }: z.infer<typeof legalHoldBody>,
  ): Promise<void> {
    await this.commands.execute(new PlaceLegalHoldCommand(caller, subjectId, reason));
  }

  @Delete('subjects/:subjectId/legal-hold')
  @Access('auditor')
  @Limits({ budget: 'history' })
  @HttpCode(204)
  @Describe({
    summary: 'Lift a legal hold',
    answers: { 204: { description: 'The hold is lifted' } },
    problems: ['legal-hold-not-found'],
  })
  async liftLegalHold(
    @CurrentCaller() caller: Caller,
    @ValidParam('subjectId', subjectIdSchema) subjectId: SubjectId,
  ): Promise<void> {
    await this.commands.execute(new LiftLegalHoldCommand(caller, subjectId));
  }
}

type Document = z.infer<typeof timelineAnswer>['events'][number];

/** Stored documents are valid: the service wrote them. */
function documents(events: readonly AuditedEvent[]): Document[] {
  return events.map(({ document }) => JSON.parse(document) as Document);
}
