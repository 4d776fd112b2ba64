import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures of where the lanes stood (docs/adr/0022). */
export class Checkpoints1764250000000 implements MigrationInterface {
  readonly name = 'Checkpoints1764250000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table checkpoints (
        lane smallint not null,
        position bigint not null,
        jws text not null,
        published boolean not null default false,
        primary key (lane, position)
      );
      create index checkpoints_unpublished on checkpoints (lane, position) where not published;
      grant select, insert, update (published) on checkpoints to allocator_service;
    `);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('what was signed is kept: restore a backup instead'));
  }
}
