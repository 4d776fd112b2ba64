import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes for lists, page by page (docs/adr/0067). `availability_held` gets an entry for each assignment and each release;
 * `availability_waiting`, instead of `availability_quarantine`, at the end of a lease with a quarantine; the others only if an operator
 * changes its stock or its terms.
 */
export class Lists1765100000000 implements MigrationInterface {
  readonly name = 'Lists1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index availability_held
          on availability (lane, pool_id, status, greatest(reassignable_at, 'epoch'::timestamptz), number)
       where status in ('assigned', 'released')`);
    await runner.query(`
      create index availability_out_of_stock
          on availability (lane, pool_id, stock, greatest(reassignable_at, 'epoch'::timestamptz), number)
       where stock <> 'active'`);
    await runner.query(`
      create index availability_waiting
          on availability (lane, pool_id, greatest(assignable_at, 'epoch'::timestamptz), number)
       where ${isInQuarantine}`);
    await runner.query('drop index availability_quarantine');
    await runner.query('create index pools_by_id on pools (pool_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index pools_by_id');
    await runner.query(`
      create index availability_quarantine on availability (lane, pool_id, assignable_at) where ${isInQuarantine}`);
    await runner.query('drop index availability_waiting');
    await runner.query('drop index availability_out_of_stock');
    await runner.query('drop index availability_held');
  }
}

/** Or can be, by the clock. */
const isInQuarantine = `
  stock = 'active' and status in ('never-assigned', 'freed', 'expired') and (reassignable_at is null or assignable_at > reassignable_at)`;
