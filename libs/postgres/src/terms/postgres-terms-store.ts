import type { CommittedHead, HoldMoves, LockedLane, OpenTerms, TermsChanges, TermsStore } from '@allocator/application';
import type {
  Agreement,
  AgreementId,
  Instant,
  Lane,
  OperatorId,
  OperatorNames,
  OperatorProfile,
  PoolId,
  PoolTerms,
  WwsfId,
} from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import { instantArray, textArray } from '../sql/binary-array.js';
import { declaredNames } from '../names/declared-names.js';
import { PostgresHoldMoves } from './postgres-hold-moves.js';
import { LaneLocks } from '../lane/lane-locks.js';
import { ask, run, sendAll } from '../connection/run.js';
import { beginMoves } from './statements/begin-moves.js';
import { findMovingPoolsOf } from './statements/find-moving-pools-of.js';
import { findOldestVersionHeld } from './statements/find-oldest-version-held.js';
import { readAgreement } from './statements/read-agreement.js';
import { readAgreementsOf } from './statements/read-agreements-of.js';
import { readOperator } from './statements/read-operator.js';
import { readPool } from './statements/read-pool.js';
import { readOperatorsWithoutMinimum } from './statements/read-operators-without-minimum.js';
import { readPoolsOf } from './statements/read-pools-of.js';
import { readVersions } from './statements/read-versions.js';
import { readWwsfIdsLike } from './statements/read-wwsf-ids-like.js';
import { readWaits } from './statements/read-waits.js';
import { writeWaits } from './statements/write-waits.js';
import { keepVersions } from './statements/keep-versions.js';
import { writeAgreements } from './statements/write-agreements.js';
import { writeOperators } from './statements/write-operators.js';
import { writePools } from './statements/write-pools.js';
import { inTransaction } from '../connection/in-transaction.js';
import { eventWrites } from '../lane/event-writes.js';

/** Key of the advisory lock; no other lock in the database uses it. */
const termsLock = 7_233_228;

/** Terms in PostgreSQL. An advisory lock admits one change at a time, so that lanes are locked in one order. */
export class PostgresTermsStore implements TermsStore {
  readonly moves: HoldMoves;

  constructor(
    private readonly pool: Pool,
    laneCount: number,
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {
    this.moves = new PostgresHoldMoves(pool, laneCount, locks);
  }

  async operatorsWithoutMinimum(): Promise<readonly OperatorId[]> {
    const rows = await ask<{ operator_id: OperatorId }>(this.pool, readOperatorsWithoutMinimum, []);
    return rows.map(({ operator_id }) => operator_id);
  }

  inTerms<T>(work: (terms: OpenTerms) => Promise<T>): Promise<T> {
    const transact = () =>
      inTransaction(this.pool, async (client) => {
        await client.query('select pg_advisory_xact_lock($1)', [termsLock]);
        const open = new PostgresOpenTerms(client, this.locks);
        const answer = await work(open);
        return { answer, heads: open.written };
      });
    return this.locks.guard(transact);
  }
}

class PostgresOpenTerms implements OpenTerms {
  /** The ends of lanes after each write, in order. */
  readonly written: CommittedHead[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly locks: LaneLocks,
  ) {}

  async operator(operatorId: OperatorId): Promise<OperatorProfile | undefined> {
    const [row] = await run<{ terms: OperatorProfile }>(this.client, readOperator, [operatorId]);
    return row?.terms;
  }

  async agreement(agreementId: AgreementId): Promise<Agreement | undefined> {
    const [row] = await run<{ terms: Agreement }>(this.client, readAgreement, [agreementId]);
    return row?.terms;
  }

  async agreementsOf(operatorId: OperatorId): Promise<readonly Agreement[]> {
    const rows = await run<{ terms: Agreement }>(this.client, readAgreementsOf, [[operatorId]]);
    return rows.map(({ terms }) => terms);
  }

  async wwsfIdsLike(wwsfId: WwsfId): Promise<readonly WwsfId[]> {
    const rows = await run<{ wwsf_id: WwsfId }>(this.client, readWwsfIdsLike, [wwsfId]);
    return rows.map(({ wwsf_id }) => wwsf_id);
  }

  async pool(lane: Lane, poolId: PoolId): Promise<PoolTerms | undefined> {
    const [row] = await run<{ terms: PoolTerms }>(this.client, readPool, [lane, poolId]);
    return row?.terms;
  }

  async poolsOf(operatorId: OperatorId): Promise<readonly PoolTerms[]> {
    const rows = await run<{ terms: PoolTerms }>(this.client, readPoolsOf, [operatorId]);
    return rows.map(({ terms }) => terms);
  }

  declaredNames(): Promise<readonly OperatorNames[]> {
    return declaredNames(this.client);
  }

  async lockLanes(lanes: readonly Lane[]): Promise<ReadonlyMap<Lane, LockedLane>> {
    const locked = new Map<Lane, LockedLane>();
    for (const lane of [...lanes].sort((a, b) => a - b)) {
      locked.set(lane, await this.locks.lock(this.client, lane));
    }
    return locked;
  }

  async isMoving(operatorId: OperatorId): Promise<boolean> {
    return (await run(this.client, findMovingPoolsOf, [operatorId])).length > 0;
  }

  async oldestVersionHeld(
    pools: readonly { readonly lane: Lane; readonly poolId: PoolId }[],
  ): Promise<number | undefined> {
    const [row] = await run<{ version: number | null }>(this.client, findOldestVersionHeld, [
      pools.map(({ lane }) => lane),
      pools.map(({ poolId }) => poolId),
    ]);
    return row?.version ?? undefined;
  }

  async profilesSince(operatorId: OperatorId, version: number): Promise<readonly OperatorProfile[]> {
    const rows = await run<{ terms: OperatorProfile }>(this.client, readVersions, [operatorId, version]);
    return rows.map(({ terms }) => terms);
  }

  async write(lane: Lane, { operators, agreements, pools, moves, waits, ...appended }: TermsChanges): Promise<void> {
    await sendAll(this.client, eventWrites([{ lane, ...appended }]));
    await this.put(writeOperators, lane, operators);
    await this.put(keepVersions, lane, operators);
    await this.put(writeAgreements, lane, agreements);
    await this.put(writePools, lane, pools);
    await this.put(beginMoves, lane, moves);
    if (waits.length > 0) await this.extendWaits(lane, waits);
    this.written.push({ lane, ...appended.head });
  }

  /** The lane is locked: no restore changes them meanwhile. */
  private async extendWaits(lane: Lane, waits: TermsChanges['waits']): Promise<void> {
    const laterSeconds = new Map(waits.map((wait) => [wait.poolId, wait.laterSeconds]));
    const rows = await run<{ pool_id: PoolId; assign_not_before: Instant }>(this.client, readWaits, [
      lane,
      textArray([...laterSeconds.keys()]),
    ]);
    const until = rows.map((row) => plusSeconds(row.assign_not_before, laterSeconds.get(row.pool_id) ?? 0));
    const values = [lane, textArray(rows.map(({ pool_id }) => pool_id)), instantArray(until)];
    if (rows.length > 0) await run(this.client, writeWaits, values);
  }

  private async put(statement: Parameters<typeof run>[1], lane: Lane, terms: readonly object[]): Promise<void> {
    if (terms.length > 0) await run(this.client, statement, [lane, JSON.stringify(terms)]);
  }
}
