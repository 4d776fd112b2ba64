import type {
  AliasClaim,
  AliasOwner,
  CommittedHead,
  LaneChanges,
  LaneHead,
  OpenLane,
  Wanted,
} from '@allocator/application';
import type { IdentityNumber, Impi, Instant, LaneView, OperatorNames, PoolId } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { textArray } from '../sql/binary-array.js';
import { declaredNames } from '../names/declared-names.js';
import { completeViews } from './complete-views.js';
import { prefetch } from './prefetch.js';
import { run, sendAll } from '../connection/run.js';
import { deleteAliases } from '../names/statements/delete-aliases.js';
import { findAliases } from '../names/statements/find-aliases.js';
import { insertAliases } from '../names/statements/insert-aliases.js';
import { writesOf } from './writes-of.js';

/** A lane whose row this transaction has locked. */
export class PostgresOpenLane implements OpenLane {
  /** The end of the lane after each write, in order. */
  readonly written: CommittedHead[] = [];

  constructor(
    private readonly client: PoolClient,
    readonly head: LaneHead,
    readonly now: Instant,
  ) {}

  async prefetch(wanted: Wanted): Promise<LaneView> {
    const found = await prefetch(this.client, new Map([[this.head.lane, wanted]]));
    const [view] = await completeViews(this.client, [this], found);
    if (view === undefined) throw new Error(`lane ${String(this.head.lane)} has no view`);
    return view;
  }

  async claimAliases(claims: readonly AliasClaim[]): Promise<readonly AliasOwner[]> {
    if (claims.length === 0) return [];
    const aliases = textArray(claims.map(({ alias }) => alias));
    const [claimed, owners] = await Promise.all([
      run<{ alias: string }>(this.client, insertAliases, [
        this.head.lane,
        aliases,
        textArray(claims.map(({ poolId }) => poolId)),
        textArray(claims.map(({ impi }) => impi)),
      ]),
      run<{ alias: string; pool_id: PoolId; impi: Impi }>(this.client, findAliases, [aliases]),
    ]);
    const now = new Set(claimed.map(({ alias }) => alias));
    return owners.map(({ alias, pool_id, impi }) => ({ alias, poolId: pool_id, impi, claimedNow: now.has(alias) }));
  }

  async releaseAliases(aliases: readonly string[]): Promise<void> {
    await run(this.client, deleteAliases, [textArray(aliases)]);
  }

  declaredNames(): Promise<readonly OperatorNames[]> {
    return declaredNames(this.client);
  }

  async nextIdentityNumber(): Promise<IdentityNumber> {
    const { rows } = await this.client.query<{ next_identity_number: IdentityNumber }>(
      'select next_identity_number from lanes where lane = $1',
      [this.head.lane],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`there is no lane ${String(this.head.lane)}`);
    return row.next_identity_number;
  }

  async write(changes: LaneChanges): Promise<void> {
    await sendAll(this.client, writesOf([{ lane: this.head.lane, ...changes }]));
    this.written.push({ lane: this.head.lane, ...changes.head });
  }
}
