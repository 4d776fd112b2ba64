/** Code of the service that is changed as it is built (`buildWithout`). */
export interface Patch {
  /** Path of the source, from the repository's root. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

/** A defence that can be turned off: if the checks did not notice that, they would prove nothing. */
export interface Defence {
  readonly name: string;
  readonly is: string;
  /** Faults that do damage without it. */
  readonly seenBy: readonly string[];
  readonly patches?: readonly Patch[];
  /** Statements of the owner, after the tables were made. */
  readonly statements?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const eventTopic = 'kafka/src/publication/kafka-event-topic.ts';

function patch(file: string, replace: string, by: string): Patch {
  return { file: `libs/${file}`, replace, by };
}

/** The function that locks lanes, as in the migration, but changed. */
function lockLanes(changed: { readonly lock: string; readonly now: string }): string {
  return `create or replace function enter_lanes(wanted smallint[], seen bigint[])
    returns table (entered smallint, lane_position bigint, lane_hash text, closed text, lane_now timestamptz, hash_at_seen text)
    language plpgsql rows 8 as $$
    declare seen_position bigint; last_recorded timestamptz;
    begin
      for entered, seen_position in select w.lane, w.seen from unnest(wanted, seen) as w (lane, seen) order by w.lane loop
        select position, hash, closed_because, last_recorded_at into lane_position, lane_hash, closed, last_recorded
          from lanes where lane = entered ${changed.lock};
        lane_now := ${changed.now};
        hash_at_seen := null;
        select encode(sha256(convert_to(e.document, 'UTF8')), 'hex') into hash_at_seen
          from events e where e.lane = entered and e.position = seen_position and seen_position < lane_position;
        return next;
      end loop;
    end $$;`;
}

const timeNeverBack = `greatest(date_trunc('milliseconds', allocator_clock()), last_recorded)`;

const declared: Readonly<Record<string, Omit<Defence, 'name'>>> = {
  'lane-lock': {
    is: 'a lane has one writer at a time: its row is locked, positions are a key, and the row of an identity refuses a second holder',
    seenBy: ['kill-service'],
    statements: [
      lockLanes({ lock: '', now: timeNeverBack }),
      'alter table events drop constraint events_pkey',
      'create index on events (lane, position)',
      'drop trigger availability_guard on availability',
    ],
  },
  'confirmed-commit': {
    is: 'no command is answered before its commit is confirmed',
    seenBy: ['kill-postgres', 'database-cut'],
    patches: [
      patch(
        'postgres/src/connection/in-transaction.ts',
        'await together(client, () => writeAndCommit(client, writes));',
        'await together(client, () => writeAndCommit(client, writes)).catch(() => undefined);',
      ),
    ],
  },
  'durable-commit': {
    is: 'PostgreSQL answers a commit when it is on disk',
    seenBy: ['kill-postgres'],
    patches: [
      patch(
        'postgres/src/connection/prepare-session.ts',
        "else 'on' end, false)",
        "else current_setting('synchronous_commit') end, false)",
      ),
    ],
    statements: [
      'alter system set synchronous_commit = off',
      "alter system set wal_writer_delay = '10s'",
      'select pg_reload_conf()',
    ],
  },
  'time-never-back': {
    is: "a lane's time never goes back, even if the database's clock does",
    seenBy: ['clock-skew', 'clock-beyond'],
    statements: [lockLanes({ lock: 'for update', now: `date_trunc('milliseconds', allocator_clock())` })],
    env: { CLOCK_SKEW_SECONDS_MAX: 'off' },
  },
  'clock-skew-max': {
    is: 'nothing is decided while the clocks of database and process differ by more than agreed',
    seenBy: ['clock-beyond'],
    env: { CLOCK_SKEW_SECONDS_MAX: 'off' },
  },
  'remembered-commands': {
    is: 'a repeated command gets its first answer',
    seenBy: [
      'kill-service',
      'freeze-service',
      'kill-postgres',
      'database-cut',
      'database-slow',
      'kafka-slow',
      'rebalance-storm',
    ],
    patches: [
      patch(
        'postgres/src/lane/remembered-from.ts',
        'const remembered = new Map<CommandId, RememberedCommand>();',
        'const remembered = new Map<CommandId, RememberedCommand>(); return remembered;',
      ),
    ],
    statements: ['drop index events_by_command', 'create index on events (lane, command_id)'],
  },
  'relay-fence': {
    is: 'a new publisher of a lane fences the former one',
    seenBy: ['zombie', 'kill-service'],
    patches: [
      patch(
        eventTopic,
        'transactionalId: this.names.transactionalId(lane)',
        'transactionalId: `${this.names.transactionalId(lane)}.${crypto.randomUUID()}`',
      ),
    ],
  },
  'checkpoint-with-events': {
    is: 'the checkpoint of a lane moves in the transaction of its events, and is used only if nothing was published after it',
    seenBy: ['kill-kafka', 'freeze-kafka', 'kafka-cut', 'kafka-silent', 'full-disk-kafka', 'kill-service'],
    patches: [
      patch(
        'kafka/src/publication/kafka-lane-publisher.ts',
        'await this.sendCheckpoint(transaction, checkpoint);\n    });\n    this.checkpoint = checkpoint;',
        '});\n    this.checkpoint = checkpoint;\n    await this.keepCheckpoint();',
      ),
      patch(eventTopic, 'checkpoint?.end === formerEnd', 'checkpoint !== undefined'),
    ],
  },
  'offsets-after-answers': {
    is: 'the offset of a command moves after its answer is sent',
    seenBy: ['kill-postgres', 'database-cut'],
    patches: [
      patch(
        'kafka/src/consumer/supervised-consumer.ts',
        'const count = await this.handled(payload, {',
        'payload.resolveOffset(records.at(-1).offset); await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()); const count = await this.handled(payload, {',
      ),
    ],
  },
  'temporary-errors-retried': {
    is: 'commands are retried while the database has no disk space or no connections',
    seenBy: ['connections-taken', 'full-disk-postgres'],
    patches: [
      patch('postgres/src/connection/retrying.ts', "'53300'", "'none'"),
      patch('postgres/src/connection/retrying.ts', "'53'", "'none'"),
    ],
  },
  'silence-ends': {
    is: 'a silent connection is closed',
    seenBy: ['database-silent'],
    patches: [patch('postgres/src/database/database.ts', 'query_timeout: queryMsMax', 'query_timeout: 0')],
  },
};

export const defences: Readonly<Record<string, Defence>> = Object.fromEntries(
  Object.entries(declared).map(([name, defence]): [string, Defence] => [name, { name, ...defence }]),
);
