import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a pool lends nothing, because its store was restored and may not know who holds its identities (docs/adr/0028). */
export class Restore1764400000000 implements MigrationInterface {
  readonly name = 'Restore1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pools add column lend_not_before timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pools drop column lend_not_before');
  }
}
