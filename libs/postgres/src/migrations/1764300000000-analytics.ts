import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What analysts ask of the stream, by pool and minute (docs/adr/0024). Minutes that were counted before have it after a replay. */
export class Analytics1764300000000 implements MigrationInterface {
  readonly name = 'Analytics1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool_activity
        add column anonymous integer not null default 0,
        add column ended integer not null default 0,
        add column hinted integer not null default 0,
        add column indicated integer not null default 0,
        add column wasted_seconds bigint not null default 0;
      -- How long identities lay idle between two holders.
      create table pool_reuse (
        lane smallint not null,
        pool_id text not null,
        minute timestamptz not null,
        bucket smallint not null,
        lendings integer not null,
        primary key (lane, pool_id, minute, bucket)
      );
      -- Since when: the end of each identity's last holder.
      create table identity_ends (
        lane smallint not null,
        impi text not null,
        ended_at timestamptz not null,
        primary key (lane, impi)
      );
      grant select, insert, update on pool_reuse, identity_ends to allocator_service;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table pool_reuse, identity_ends');
    await runner.query(
      'alter table pool_activity drop column anonymous, drop column ended, drop column hinted, drop column indicated, drop column wasted_seconds',
    );
  }
}
