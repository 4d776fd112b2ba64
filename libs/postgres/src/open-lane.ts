import type { AliasClaim, AliasOwner, LaneChanges, LaneHead, OpenLane, Wanted } from '@allocator/application';
import type { Identity, IdentityNumber, Impi, Instant, LaneView, PoolId } from '@allocator/domain';
import { referenceOf, toIso } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { availabilityArrays } from './identity-row.js';
import { prefetch } from './prefetch.js';
import { run } from './run.js';
import { deleteAliases, findAliases, insertAliases } from './statements/claim-aliases.js';
import { insertAvailability, insertIdentities } from './statements/insert-identities.js';
import { insertOutcomes } from './statements/keep-outcomes.js';
import { insertSubjects, moveSubjects } from './statements/keep-subjects.js';
import { updateAvailability } from './statements/update-availability.js';
import { writeEvents } from './write-events.js';

/** A lane whose row this transaction has locked. */
export class PostgresOpenLane implements OpenLane {
  constructor(
    private readonly client: PoolClient,
    readonly head: LaneHead,
    readonly now: Instant,
  ) {}

  prefetch(wanted: Wanted): Promise<LaneView> {
    return prefetch(this.client, this.head, this.now, wanted);
  }

  async claimAliases(claims: readonly AliasClaim[]): Promise<readonly AliasOwner[]> {
    if (claims.length === 0) return [];
    const aliases = claims.map(({ alias }) => alias);
    const claimed = await run<{ alias: string }>(this.client, insertAliases, [
      this.head.lane,
      aliases,
      claims.map(({ poolId }) => poolId),
      claims.map(({ impi }) => impi),
    ]);
    const now = new Set(claimed.map(({ alias }) => alias));
    const owners = await run<{ alias: string; pool_id: PoolId; impi: Impi }>(this.client, findAliases, [aliases]);
    return owners.map(({ alias, pool_id, impi }) => ({ alias, poolId: pool_id, impi, claimedNow: now.has(alias) }));
  }

  async releaseAliases(aliases: readonly string[]): Promise<void> {
    await run(this.client, deleteAliases, [aliases]);
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
    const { lane } = this.head;
    await this.insertIdentities(changes.imported);
    await writeEvents(this.client, lane, changes, changes.imported.length);
    if (changes.changed.length > 0) {
      await run(this.client, updateAvailability, [lane, ...availabilityArrays(changes.changed)]);
    }
    const { subjects, outcomes } = changes;
    await this.keepSubjects(subjects);
    if (outcomes.length > 0) {
      await run(this.client, insertOutcomes, [
        lane,
        toIso(changes.head.recordedAt),
        outcomes.map(({ commandId }) => commandId),
        outcomes.map(({ fingerprint }) => fingerprint),
        outcomes.map(({ outcome }) => outcome.kind === 'refused'),
        outcomes.map(({ outcome }) => JSON.stringify(outcome)),
      ]);
    }
  }

  private async keepSubjects(subjects: LaneChanges['subjects']): Promise<void> {
    const { lane } = this.head;
    const [fresh, known] = [subjects.filter(({ isNew }) => isNew), subjects.filter(({ isNew }) => !isNew)];
    const keys = (uses: typeof subjects): unknown[] => [
      uses.map(({ poolId }) => poolId),
      uses.map(({ subject }) => subject.kind),
      uses.map(({ subject }) => referenceOf(subject)),
    ];
    const lastLent = (uses: typeof subjects): number[] => uses.map((use) => use.lastLent);
    if (fresh.length > 0) {
      const subjectIds = fresh.map(({ subjectId }) => subjectId);
      await run(this.client, insertSubjects, [lane, ...keys(fresh), subjectIds, lastLent(fresh)]);
    }
    if (known.length > 0) await run(this.client, moveSubjects, [lane, ...keys(known), lastLent(known)]);
  }

  private async insertIdentities(imported: readonly Identity[]): Promise<void> {
    if (imported.length === 0) return;
    const { lane } = this.head;
    await run(this.client, insertIdentities, [
      lane,
      imported.map(({ number }) => number),
      imported.map(({ poolId }) => poolId),
      imported.map(({ impi }) => impi),
      imported.map(({ impus }) => JSON.stringify(impus)),
    ]);
    await run(this.client, insertAvailability, [lane, ...availabilityArrays(imported)]);
  }
}
