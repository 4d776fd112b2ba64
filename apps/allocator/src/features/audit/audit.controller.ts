import type { AuditLog, AuditQueries, AuditedEvent, SubjectErasure } from '@allocator/application';
import { FindHolder } from '@allocator/application';
import {
  auditReadsAnswer,
  auditReadsQuery,
  holderBody,
  holdersAnswer,
  holdersParameters,
  holdersQuery,
  impi as impiSchema,
  isoOrNull,
  legalHoldBody,
  subjectAssignmentsAnswer,
  subjectId as subjectIdSchema,
  subjectSearch,
  subjectSearchBody,
  timelineAnswer,
  timelineQuery,
} from '@allocator/contracts';
import type { NamedSubject } from '@allocator/contracts';
import type { Impi, Instant, SubjectId } from '@allocator/domain';
import { impiAlias, toIso } from '@allocator/domain';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Who } from '../../http/access/who.js';
import { PostgresAuditLog, PostgresAuditQueries, PostgresSubjectErasure } from '@allocator/postgres';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';

/** What auditors ask of history. Each reading is recorded before it is answered: who, what, when and why. */
@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly holder: FindHolder,
    @Inject(PostgresAuditQueries) private readonly queries: AuditQueries,
    @Inject(PostgresAuditLog) private readonly log: AuditLog,
    @Inject(PostgresSubjectErasure) private readonly erasure: SubjectErasure,
  ) {}

  @Get('holders')
  @Describe({
    summary: 'Who could hold an identity at an instant, by what was known at another',
    description:
      'Nobody, or the one: with the interval in which the token was good, that in which a registration could exist, and the events that say so.',
    query: holdersParameters,
    answers: { 200: { description: 'The holder, or null', schema: holdersAnswer } },
    problems: ['identity-not-found'],
  })
  async findHolder(
    @Who() caller: Caller,
    @Query(new Validated(holdersQuery, 'query')) query: z.infer<typeof holdersQuery>,
  ): Promise<object> {
    const { reason, ...asked } = query;
    const parameters = {
      alias: asked.alias,
      at: isoOrNull(asked.at ?? null),
      knownAt: isoOrNull(asked.knownAt ?? null),
    };
    await this.record(caller, 'holders', parameters, reason);
    const found = await this.holder.find(asked);
    if (found === undefined) throw new ProblemError('identity-not-found');
    const { identity, at, knownAt, holder, proof } = found;
    const { poolId, impi } = identity;
    const subject = holder && (await this.queries.referenceOf(poolId, holder.subjectId));
    return {
      ...{ poolId, impi, at: toIso(at), knownAt: toIso(knownAt) },
      holder: holder && subject ? holderBody(holder, subject) : null,
      proof: documents(proof),
    };
  }

  @Get('identities/:impi/timeline')
  @Describe({
    summary: 'Every event of an identity, in order, by position',
    query: timelineQuery,
    answers: { 200: { description: 'The events', schema: timelineAnswer } },
    problems: ['identity-not-found'],
  })
  async readTimeline(
    @Who() caller: Caller,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
    @Query(new Validated(timelineQuery, 'query')) query: z.infer<typeof timelineQuery>,
  ): Promise<object> {
    const { from, to, after, limit, reason } = query;
    const parameters = { impi, ...(from && { from: toIso(from) }), ...(to && { to: toIso(to) }), after };
    await this.record(caller, 'timeline', parameters, reason);
    const identity = await this.queries.identity(impiAlias(impi));
    if (identity === undefined) throw new ProblemError('identity-not-found');
    const { lane, poolId, now } = identity;
    const begin = from === undefined ? 0 : await this.queries.positionAt(lane, (from - 1) as Instant);
    const end = await this.queries.positionAt(lane, to ?? now);
    const events = await this.queries.timeline(identity, after > begin ? after : begin, end, limit);
    const next = events.length === limit ? (events.at(-1)?.event.position ?? null) : null;
    return { poolId, impi, lane, events: documents(events), next };
  }

  @Post('subject-searches')
  @HttpCode(200)
  @Describe({
    summary: "A subject's assignments, by its opaque id, or by its reference in a pool",
    description: 'The reference is in the body, because proxies log URLs.',
    body: subjectSearchBody,
    answers: { 200: { description: 'Its Assigned events', schema: subjectAssignmentsAnswer } },
    problems: ['subject-not-found'],
  })
  async searchSubjects(
    @Who() caller: Caller,
    @Body(new Validated(subjectSearch)) { named, after, limit, reason }: z.infer<typeof subjectSearch>,
  ): Promise<object> {
    const subjectId = await this.subjectId(named);
    // The reference itself is not written down: it may have to be erased.
    const parameters = { ...(named.by === 'reference' && { poolId: named.poolId }), subjectId, after };
    await this.record(caller, 'subject-assignments', parameters, reason);
    if (subjectId === null) throw new ProblemError('subject-not-found');
    const { assigned, isComplete } = await this.queries.assignmentsOf(subjectId, after, limit);
    const next =
      assigned.length === limit ? (JSON.parse(assigned.at(-1)?.document ?? 'null') as { id: string }).id : null;
    return { subjectId, assigned: documents(assigned), next, complete: isComplete };
  }

  @Get('reads')
  @Describe({
    summary: 'What auditors have read: who, what, when and why',
    query: auditReadsQuery,
    answers: { 200: { description: 'The readings, in order', schema: auditReadsAnswer } },
  })
  async readAuditLog(
    @Query(new Validated(auditReadsQuery, 'query')) { after, limit }: z.infer<typeof auditReadsQuery>,
  ): Promise<object> {
    const reads = await this.log.reads(after, limit);
    const next = reads.length === limit ? (reads.at(-1)?.id ?? null) : null;
    return { reads: reads.map((read) => ({ ...read, readAt: toIso(read.readAt) })), next };
  }

  @Put('subjects/:subjectId/legal-hold')
  @HttpCode(204)
  @Describe({
    summary: "Keep a subject's reference from being erased",
    description: 'Scans all subjects for the opaque id: takes seconds if there are millions.',
    body: legalHoldBody,
    answers: { 204: { description: 'It is held' } },
    problems: ['subject-not-found'],
  })
  async placeLegalHold(
    @Who() caller: Caller,
    @Param('subjectId', new Validated(subjectIdSchema, 'path')) subjectId: SubjectId,
    @Body(new Validated(legalHoldBody)) { reason }: z.infer<typeof legalHoldBody>,
  ): Promise<void> {
    await this.record(caller, 'legal-hold-placed', { subjectId }, reason);
    if (!(await this.erasure.hold(subjectId, caller.subject, reason))) throw new ProblemError('subject-not-found');
  }

  @Delete('subjects/:subjectId/legal-hold')
  @HttpCode(204)
  @Describe({
    summary: 'Lift a legal hold',
    answers: { 204: { description: 'It is lifted' } },
    problems: ['legal-hold-not-found'],
  })
  async liftLegalHold(
    @Who() caller: Caller,
    @Param('subjectId', new Validated(subjectIdSchema, 'path')) subjectId: SubjectId,
  ): Promise<void> {
    await this.record(caller, 'legal-hold-lifted', { subjectId }, 'the hold is over');
    if (!(await this.erasure.lift(subjectId))) throw new ProblemError('legal-hold-not-found');
  }

  private record({ subject, client }: Caller, what: string, parameters: object, reason: string): Promise<void> {
    return this.log.record({ reader: subject, client, what, parameters, reason });
  }

  /** Null if the pool does not know the subject, or it was erased. */
  private async subjectId(named: NamedSubject): Promise<SubjectId | null> {
    if (named.by === 'id') return named.subjectId;
    return (await this.queries.subjectOf(named.poolId, named.subject)) ?? null;
  }
}

function documents(events: readonly AuditedEvent[]): unknown[] {
  return events.map(({ document }) => JSON.parse(document) as unknown);
}
