import type { SubjectErasure } from '@allocator/application';
import { erasureAnswer, erasureBody, erasureBodyOf, poolId } from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Caller } from '../../../access/caller.js';
import { Tenancy } from '../../../access/tenancy.js';
import { Who } from '../../../access/who.js';
import { SUBJECT_ERASURE } from '../../../tokens.js';
import { Describe } from '../openapi.js';
import { ProblemError } from '../problem-error.js';
import { Validated } from '../validated.js';

@ApiTags('pools')
@Controller('v1/pools/:poolId/erasures')
export class ErasuresController {
  constructor(
    private readonly tenancy: Tenancy,
    @Inject(SUBJECT_ERASURE) private readonly erasure: SubjectErasure,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: "Erase a WWSF's reference to its user",
    description:
      'Events and hashes stay as they are: they know the subject by its opaque id alone. The same reference, seen again, is a new subject.',
    body: erasureBody,
    answers: { 200: { description: 'Erased, and since when', schema: erasureAnswer } },
    problems: ['pool-not-found', 'subject-not-found', 'legal-hold'],
  })
  async erase(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Body(new Validated(erasureBody)) { subject }: z.infer<typeof erasureBody>,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const erasure = await this.erasure.erase(pool, subject);
    if (erasure.kind === 'unknown') throw new ProblemError('subject-not-found');
    if (erasure.kind === 'held') throw new ProblemError('legal-hold');
    return erasureBodyOf(erasure.subjectId, erasure.erasedAt);
  }
}
