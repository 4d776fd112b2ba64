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
import { isOnCitus } from '../connection/is-on-citus.js';
import { NameTakenError } from '../connection/retrying.js';
import { errorCodeOf } from '../connection/error-code-of.js';
import { run, sendAll } from '../connection/run.js';
import { deleteAliases } from '../names/statements/delete-aliases.js';
import { findAliases } from '../names/statements/find-aliases.js';
import { insertAliases } from '../names/statements/insert-aliases.js';
import { insertFreeAliases } from '../names/statements/insert-free-aliases.js';
import type { Statement } from '../sql/statement.js';
import { writesOf } from './writes-of.js';

interface ClaimedRow {
  alias: string;
}
interface OwnerRow extends ClaimedRow {
  pool_id: PoolId;
  impi: Impi;
}

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
    const [claimed, owners] = isOnCitus(this.client)
      ? [await this.claimFree(claims), await this.ownersOf(claims)]
      : await Promise.all([this.insert(insertAliases, claims), this.ownersOf(claims)]);
    const now = new Set(claimed.map(({ alias }) => alias));
    return owners.map(({ alias, pool_id, impi }) => ({ alias, poolId: pool_id, impi, claimedNow: now.has(alias) }));
  }

  /**
   * Every server of Citus has its own copy of the names. `on conflict do nothing` would skip a name on some of them and report what the
   * coordinator did: one that has lost its last commits would give a name to a second identity. So a conflict on any server fails.
   */
  private async claimFree(claims: readonly AliasClaim[]): Promise<readonly AliasClaim[]> {
    const taken = new Set((await this.ownersOf(claims)).map(({ alias }) => alias));
    const free = new Map<string, AliasClaim>();
    for (const claim of claims) if (!taken.has(claim.alias) && !free.has(claim.alias)) free.set(claim.alias, claim);
    if (free.size === 0) return [];
    const claimed = [...free.values()];
    try {
      await this.insert(insertFreeAliases, claimed);
      return claimed;
    } catch (error) {
      throw errorCodeOf(error) === '23505' ? new NameTakenError({ cause: error }) : error;
    }
  }

  private insert(statement: Statement, claims: readonly AliasClaim[]): Promise<ClaimedRow[]> {
    return run<ClaimedRow>(this.client, statement, [
      this.head.lane,
      textArray(claims.map(({ alias }) => alias)),
      textArray(claims.map(({ poolId }) => poolId)),
      textArray(claims.map(({ impi }) => impi)),
    ]);
  }

  private ownersOf(claims: readonly AliasClaim[]): Promise<OwnerRow[]> {
    return run<OwnerRow>(this.client, findAliases, [textArray(claims.map(({ alias }) => alias))]);
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
