import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The installation's id, which distinguishes its events from those of others (docs/adr/0047). The one row is created with the lanes.
 * The service can only read it; the owner of the tables changes it in a copy that becomes another installation.
 */
export class Installation1764740000000 implements MigrationInterface {
  readonly name = 'Installation1764740000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table installation (
        only_row boolean primary key default true check (only_row),
        id uuid not null default gen_random_uuid()
      );
      grant select on installation to allocator_service;
    `);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('events name the installation: restore a backup instead'));
  }
}
