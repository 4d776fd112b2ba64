import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Terms that move (docs/adr/0020): every version of an operator's profile is kept, and a pool says whether its leases are being
 * moved to a raise of it, and how far.
 */
export class MovingTerms1764100000000 implements MigrationInterface {
  readonly name = 'MovingTerms1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [versions, moves]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const versions = `
create table operator_versions (
  lane smallint not null,
  operator_id text not null,
  version integer not null,
  terms json not null,
  primary key (lane, operator_id, version)
);
insert into operator_versions (lane, operator_id, version, terms)
select e.lane, d ->> 'operatorId', (d ->> 'version')::int, d
  from events e cross join lateral (select e.document::json -> 'data' as d) data
 where e.type = 'OperatorProfileSet';
grant select, insert on operator_versions to allocator_service;
`;

const moves = `
-- Both null but for the moments in which the pool's leases are moved: read with the terms, so that a batch knows of it.
alter table pools add column hold_move json, add column hold_moved_to integer;
create index pools_moving on pools (lane, pool_id) where hold_move is not null;
`;
