import type { EventSpan, OwnEvents, Parties, TenantEvents } from '@allocator/application';
import type { Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { readOwnEvents } from './statements/read-own-events.js';
import { subjectIn } from './subject-in.js';

export class PostgresTenantEvents implements TenantEvents {
  constructor(private readonly pool: Pool) {}

  async readOwn(
    { operatorId, wwsfId }: Parties,
    { lane, after, until }: EventSpan,
    { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<OwnEvents> {
    const values = [lane, after, until, operatorId, wwsfId, countMax, bytesMax];
    const rows = await ask<{ position: Position; document: string }>(this.pool, readOwnEvents, values);
    const events = rows.map((row) => ({ lane, ...row, subject: subjectIn(row.document) }));
    const bytes = rows.reduce((sum, { document }) => sum + Buffer.byteLength(document), 0);
    const last = rows.at(-1);
    const isCut = rows.length === countMax || bytes >= bytesMax;
    return { events, readUpTo: isCut && last !== undefined ? last.position : until };
  }
}
