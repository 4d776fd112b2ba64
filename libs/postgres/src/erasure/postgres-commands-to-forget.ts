import type { CommandsToForget, NotedWwsf } from '@allocator/application';
import type { Instant, WwsfId } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { deleteNote } from './statements/delete-note.js';
import { readNotes } from './statements/read-notes.js';

export class PostgresCommandsToForget implements CommandsToForget {
  constructor(private readonly pool: Pool) {}

  async noted(settledAfterSeconds: number): Promise<readonly NotedWwsf[]> {
    type Row = { wwsf_id: WwsfId; noted_at: Instant; settled: boolean };
    const rows = await ask<Row>(this.pool, readNotes, [settledAfterSeconds]);
    return rows.map(({ wwsf_id, noted_at, settled }) => ({ wwsfId: wwsf_id, notedAt: noted_at, isSettled: settled }));
  }

  async forgotten({ wwsfId, notedAt }: NotedWwsf): Promise<void> {
    await ask(this.pool, deleteNote, [wwsfId, toIso(notedAt)]);
  }
}
