import { checkpointKeysAnswer, checkpointsAnswer, checkpointsQuery, lanesAnswer } from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { ValidQuery } from '../../http/requests/valid-body.js';
import { CheckpointKey } from '../../relay/checkpoint-key.js';
import { CheckpointsQuery } from './checkpoints-query.handler.js';
import { LanesQuery } from './lanes-query.handler.js';

/** What a reader of the history verifies it with. */
@ApiTags('events')
@Controller('v1')
export class CheckpointsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CheckpointKey) private readonly key: CheckpointKey | undefined,
  ) {}

  @Get('lanes')
  @Access('auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The end of the history of each lane',
    answers: { 200: { description: 'The lanes, by number', schema: lanesAnswer } },
  })
  async listLanes(): Promise<AnswerType<typeof lanesAnswer>> {
    const heads = await this.queries.execute(new LanesQuery());
    return { lanes: heads.map(({ lane, position, hash }) => ({ lane, position, hash })) };
  }

  @Get('checkpoints')
  @Access('auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: "A lane's signed checkpoints: the hash of its history at a position",
    description: 'Each is a JWS (RFC 7515) of `{lane, position, hash, time}`, signed with Ed25519 (RFC 8037).',
    query: checkpointsQuery,
    answers: { 200: { description: 'Checkpoints, by position', schema: checkpointsAnswer } },
  })
  listCheckpoints(
    @ValidQuery(checkpointsQuery) { lane, after, limit }: z.infer<typeof checkpointsQuery>,
  ): Promise<AnswerType<typeof checkpointsAnswer>> {
    return this.queries.execute(new CheckpointsQuery(lane, after, limit));
  }

  @Get('checkpoints/keys')
  @Access('anyone')
  @Describe({
    summary: 'The key that signs checkpoints, as a JWKS (RFC 7517)',
    description: 'An auditor keeps a copy from another source: a key that the audited service serves proves nothing.',
    answers: { 200: { description: 'One key, or none if nothing is signed', schema: checkpointKeysAnswer } },
    storeless: true,
  })
  listCheckpointKeys(): AnswerType<typeof checkpointKeysAnswer> {
    return { keys: this.key === undefined ? [] : [this.key.publicJwk] };
  }
}
