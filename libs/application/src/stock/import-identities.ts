import type {
  CanonicalRow,
  EventOrigin,
  Identity,
  IdentityNumber,
  Impi,
  ImportRow,
  Lane,
  NameRefusal,
  PoolId,
  Position,
  RecordedEvent,
  RowVerdict,
} from '@allocator/domain';
import { aliasesOf, canonicalRow, evolve, isFault, judgeNames, laneOf } from '@allocator/domain';
import { appendEvents, numbersOf } from '../lanes/append-events.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { AliasClaim, AliasOwner, LaneStore, OpenLane, Wanted } from '../ports/lane-store.js';

/**
 * Size of one transaction of an import. It locks the lane for about 50 ms, which delays every tenant in it.
 */
export const importChunkMax = {
  rows: 500,
  /** IMPIs and IMPUs: each is a row of the registry. A single row with more is accepted here and refused by its own limit. */
  names: 2_000,
};

/** Number of IMPIs and IMPUs in the rows, as written. */
export function namesIn(rows: readonly ImportRow[]): number {
  return rows.reduce((names, { impus }) => names + 1 + impus.length, 0);
}

/** Imports subscriptions into a pool. An import can be repeated: every row has a verdict of its own, and known rows are skipped. */
export class ImportIdentities {
  constructor(
    private readonly store: LaneStore,
    private readonly lanes: number,
    private readonly origin: EventOrigin,
  ) {}

  /** Takes at most `importChunkMax`, or one row. Returns one verdict a row, in order. Throws `LaneClosedError` and the errors of the store. */
  async importRows(poolId: PoolId, rows: readonly ImportRow[]): Promise<readonly RowVerdict[] | 'pool-not-found'> {
    const { rows: rowsMax, names: namesMax } = importChunkMax;
    if (rows.length > rowsMax || (rows.length > 1 && namesIn(rows) > namesMax)) {
      throw new RangeError(`at most ${String(rowsMax)} rows and ${String(namesMax)} names at a time`);
    }
    const verdicts = new Map<number, RowVerdict>();
    const canonical: CanonicalRow[] = [];
    for (const row of rows) {
      const result = canonicalRow(row);
      if (isFault(result)) verdicts.set(row.row, { row: row.row, verdict: 'rejected', ...result });
      else canonical.push(result);
    }
    const lane = laneOf(poolId, this.lanes);
    const found = await this.store.inLane(lane, (open) => this.importInLane(open, lane, poolId, canonical, verdicts));
    if (!found) return 'pool-not-found';
    return rows.map(({ row }) => verdicts.get(row) ?? unreachable(row));
  }

  private async importInLane(
    open: OpenLane,
    lane: Lane,
    poolId: PoolId,
    rows: readonly CanonicalRow[],
    verdicts: Map<number, RowVerdict>,
  ): Promise<boolean> {
    if (open.head.closedBecause !== undefined) throw new LaneClosedError(lane, open.head.closedBecause);
    const [view, declared] = await Promise.all([open.prefetch(wantedFor(poolId, rows)), open.declaredNames()]);
    const pool = view.pools.get(poolId);
    if (pool === undefined) return false;
    const identities = new Map(view.identities.map((identity) => [identity.impi, identity]));
    const judge = judgeNames(pool.operatorId, declared);
    const forbidden = new Map<number, NameRefusal>();
    for (const row of rows) {
      const refusal = takesNames(row, identities.get(row.impi)) ? judge(row) : undefined;
      if (refusal !== undefined) forbidden.set(row.row, refusal);
    }
    const allowed = rows.filter(({ row }) => !forbidden.has(row));
    const taken = await this.claim(open, poolId, allowed, identities);
    let number = await open.nextIdentityNumber();
    const events: RecordedEvent[] = [];
    const imported: Identity[] = [];
    const resumed: Identity[] = [];
    for (const row of rows) {
      const present = identities.get(row.impi);
      const refusal = forbidden.get(row.row);
      const verdict: RowVerdict =
        refusal === undefined
          ? verdictOn(poolId, row, present, taken)
          : { row: row.row, verdict: 'rejected', ...refusal };
      verdicts.set(row.row, verdict);
      if (verdict.verdict !== 'imported') continue;
      const { impi, impus } = row;
      // A retired identity keeps its number, generation, history and the bound of its lease.
      const known = { number: present?.number ?? number, generation: present?.generation ?? 0 };
      const event = {
        type: 'IdentityImported',
        data: { ...known, poolId, impi, impus: present?.impus ?? impus, effectiveAt: view.now },
        lane,
        position: (view.position + events.length + 1) as Position,
        recordedAt: view.now,
      } as const;
      const identity = evolve(present, event);
      events.push(event);
      identities.set(impi, identity);
      if (present === undefined) {
        imported.push(identity);
        number = (number + 1) as IdentityNumber;
      } else resumed.push(identity);
    }
    const appended = appendEvents(open.head, events, this.origin, {
      identityNumber: numbersOf([...imported, ...resumed]),
      fingerprint: () => undefined,
    });
    if (appended !== undefined) {
      await open.write({ ...appended, imported, changed: resumed, subjects: [], outcomes: [] });
    }
    return true;
  }

  /** The other owners of the rows' names. If a row is refused for one of its names, the others are released. */
  private async claim(
    open: OpenLane,
    poolId: PoolId,
    rows: readonly CanonicalRow[],
    identities: ReadonlyMap<Impi, Identity>,
  ): Promise<ReadonlyMap<string, AliasOwner>> {
    const seen = new Set<Impi>();
    const fresh = rows.filter(
      (row) => takesNames(row, identities.get(row.impi)) && !seen.has(row.impi) && seen.add(row.impi),
    );
    const wanted = new Map<string, AliasClaim>();
    for (const { impi, aliases } of fresh) {
      for (const alias of aliases) if (!wanted.has(alias)) wanted.set(alias, { alias, poolId, impi });
    }
    // Always in the same order, so that two imports of the same names cannot deadlock.
    const claims = [...wanted.values()].sort((a, b) => (a.alias < b.alias ? -1 : 1));
    const owners = new Map<string, AliasOwner>();
    for (const owner of await open.claimAliases(claims)) {
      // If two identities share the name since version 0.1, the owner is the one that is not the row's own.
      if (!owners.has(owner.alias) || !owns(owner, poolId, wanted.get(owner.alias)?.impi))
        owners.set(owner.alias, owner);
    }
    const refused = fresh.filter((row) => row.aliases.some((alias) => !owns(owners.get(alias), poolId, row.impi)));
    const back = refused.flatMap(({ impi, aliases }) =>
      aliases.filter((alias) => owners.get(alias)?.claimedNow === true && owns(owners.get(alias), poolId, impi)),
    );
    if (back.length > 0) await open.releaseAliases(back);
    return owners;
  }
}

function wantedFor(poolId: PoolId, rows: readonly CanonicalRow[]): Wanted {
  return {
    commandIds: [],
    assignmentIds: [],
    impis: rows.map(({ impi }) => ({ poolId, impi })),
    subjects: [],
    queues: new Map([[poolId, 0]]),
    dueMax: 0,
  };
}

/** The same IMPI in another pool is another identity in the registry, but the same one in the network. */
function owns(owner: AliasOwner | undefined, poolId: PoolId, impi: Impi | undefined): boolean {
  return owner?.poolId === poolId && owner.impi === impi;
}

function verdictOn(
  poolId: PoolId,
  row: CanonicalRow,
  present: Identity | undefined,
  owners: ReadonlyMap<string, AliasOwner>,
): RowVerdict {
  if (present !== undefined && !takesNames(row, present)) {
    if (sameNames(present, row)) return { row: row.row, verdict: 'alreadyPresent' };
    const detail = `${row.impi} is in the pool with ${shortList(present.impus)}`;
    return { row: row.row, verdict: 'rejected', code: 'impi-known-with-other-impus', detail };
  }
  for (const alias of row.aliases) {
    const owner = owners.get(alias);
    if (owns(owner, poolId, row.impi)) continue;
    const detail = `${alias} is in use already`;
    return { row: row.row, verdict: 'rejected', code: 'alias-taken', detail, takenBy: owner };
  }
  return { row: row.row, verdict: 'imported' };
}

const listedMax = 5;

/** The first names and the number of the others: an answer can list 10,000 refusals. */
function shortList(impus: readonly string[]): string {
  const more = impus.length - listedMax;
  return impus.slice(0, listedMax).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

/** A new identity takes its names. A retired one that is imported again has them, unless it shares one with another. */
function takesNames(row: CanonicalRow, present: Identity | undefined): boolean {
  return present === undefined || (present.stock === 'retired' && sameNames(present, row));
}

/** Compares canonical names: spellings that are one name in the network are equal. */
function sameNames({ impi, impus }: Identity, row: CanonicalRow): boolean {
  const [recorded, wanted] = [aliasesOf(impi, impus), new Set(row.aliases)];
  return recorded.length === wanted.size && recorded.every((alias) => wanted.has(alias));
}

function unreachable(row: number): never {
  throw new Error(`row ${String(row)} has no verdict`);
}
