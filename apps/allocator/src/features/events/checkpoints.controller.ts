import type { CheckpointStore, EventReader } from '@allocator/application';
import { checkpointKeysAnswer, checkpointsAnswer, checkpointsQuery, lanesAnswer } from '@allocator/contracts';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { PostgresCheckpointStore } from '@allocator/postgres';
import { HISTORY_READER } from '../../postgres/postgres.module.js';
import { CheckpointKey } from '../../relay/checkpoint-key.js';
import { Describe } from '../../http/openapi/describe.js';
import { Validated } from '../../http/requests/validated.js';

/** What a reader of the history checks it by. */
@ApiTags('events')
@Controller('v1')
export class CheckpointsController {
  constructor(
    @Inject(HISTORY_READER) private readonly reader: EventReader,
    @Inject(PostgresCheckpointStore) private readonly checkpointStore: CheckpointStore,
    @Inject(CheckpointKey) private readonly key: CheckpointKey | undefined,
  ) {}

  @Get('lanes')
  @Describe({
    summary: 'Where the history of each lane ends',
    answers: { 200: { description: 'The lanes, by number', schema: lanesAnswer } },
  })
  async readLanes(): Promise<object> {
    const heads = await this.reader.laneHeads();
    return { lanes: heads.map(({ lane, position, hash }) => ({ lane, position, hash })) };
  }

  @Get('checkpoints')
  @Describe({
    summary: "A lane's signed checkpoints: the hash that its history had at a position",
    description: 'Each is a JWS (RFC 7515) of `{lane, position, hash, time}`, signed with Ed25519 (RFC 8037).',
    query: checkpointsQuery,
    answers: { 200: { description: 'Checkpoints, by position', schema: checkpointsAnswer } },
  })
  async readCheckpoints(
    @Query(new Validated(checkpointsQuery, 'query')) { lane, after, limit }: z.infer<typeof checkpointsQuery>,
  ): Promise<object> {
    const checkpoints = await this.checkpointStore.read(lane, after, limit);
    const next = checkpoints.length === limit ? (checkpoints.at(-1)?.position ?? null) : null;
    return { checkpoints, next };
  }

  @Get('checkpoints/keys')
  @Describe({
    summary: 'The key that checkpoints are signed with, as a JWKS (RFC 7517)',
    description: 'An auditor keeps a copy from elsewhere: a key that comes from whoever is checked proves nothing.',
    answers: { 200: { description: 'One key, or none where nothing is signed', schema: checkpointKeysAnswer } },
    storeless: true,
  })
  readCheckpointKeys(): object {
    return { keys: this.key === undefined ? [] : [this.key.publicJwk] };
  }
}
