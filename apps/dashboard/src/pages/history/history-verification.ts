import type { HistoryFault } from '../../chain/chain-follower.js';
import { chainBegin } from '../../chain/chain-follower.js';
import type { LaneSource } from '../../chain/lane-source.js';
import type { TrustedKeys } from '../../chain/trusted-keys.js';
import { nameOf } from '../../chain/trusted-keys.js';
import type { LaneProgress } from '../../chain/verify-lane.js';
import { verifyLane } from '../../chain/verify-lane.js';

/** The verification of one lane. */
export interface LaneVerification extends LaneProgress {
  readonly lane: number;
  /** Position of its last event when the verification began. */
  readonly head: number;
  /** Verified to its end, with or without a fault. */
  readonly isDone: boolean;
  readonly fault: HistoryFault | undefined;
}

export interface VerificationView {
  readonly status: 'idle' | 'running' | 'stopped' | 'done';
  readonly lanes: readonly LaneVerification[];
  /** `nameOf` the keys that signatures are checked with; null: they are not checked. */
  readonly keys: string | null;
  /** Documents of the present run. */
  readonly eventsPerSecond: number;
  /** Why it stopped, if the reader did not stop it. */
  readonly error: Error | undefined;
}

export interface LaneHead {
  readonly lane: number;
  readonly position: number;
}

const idle: VerificationView = {
  status: 'idle',
  lanes: [],
  keys: null,
  eventsPerSecond: 0,
  error: undefined,
};
/** Shortest time between two views: each renders the page. */
const viewMs = 100;

/**
 * Verifies the lanes one after another, and remembers how far it is: it can be stopped and continued, and does not stop while another
 * page is shown.
 */
export class HistoryVerification {
  private shown = idle;
  private running: AbortController | undefined;
  private readonly listeners = new Set<() => void>();
  private shownAt = 0;
  private events = 0;
  private beganAt = 0;

  /** For `useSyncExternalStore`. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  readonly view = (): VerificationView => this.shown;

  /** Begins with the first event of each lane. */
  async start(source: LaneSource, keys: TrustedKeys | undefined, heads: readonly LaneHead[]): Promise<void> {
    this.stop();
    const begin = { place: chainBegin, badCheckpoints: 0, isDone: false, fault: undefined };
    const lanes = heads.map(({ lane, position }) => ({ ...begin, lane, head: position }));
    this.show({ ...idle, lanes, keys: keys === undefined ? null : nameOf(keys) });
    await this.continue(source, keys);
  }

  /** Continues where it was stopped. @param keys the same as before */
  async continue(source: LaneSource, keys: TrustedKeys | undefined): Promise<void> {
    const run = new AbortController();
    this.running?.abort();
    this.running = run;
    this.events = 0;
    this.beganAt = performance.now();
    this.show({ ...this.shown, status: 'running', error: undefined, eventsPerSecond: 0 });
    try {
      for (const task of this.shown.lanes) {
        if (!task.isDone) await this.verify(task, source, keys, run.signal);
      }
      this.show({ ...this.shown, status: 'done' });
    } catch (error) {
      if (this.running !== run) return;
      const isStopped = run.signal.aborted;
      this.show({ ...this.shown, status: 'stopped', error: isStopped ? undefined : asError(error) });
    } finally {
      if (this.running === run) this.running = undefined;
    }
  }

  stop(): void {
    this.running?.abort();
  }

  private async verify(
    task: LaneVerification,
    source: LaneSource,
    keys: TrustedKeys | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { lane, head, place, badCheckpoints } = task;
    let done = place.position;
    const verified = await verifyLane(source, keys, { lane, head, from: place }, signal, (progress) => {
      // What is still in progress after a stop belongs to no view any more.
      if (signal.aborted) return;
      this.events += progress.place.position - done;
      done = progress.place.position;
      this.replace({ ...task, ...progress, badCheckpoints: badCheckpoints + progress.badCheckpoints });
    });
    const bad = badCheckpoints + verified.badCheckpoints;
    this.replace({ ...task, ...verified, badCheckpoints: bad, isDone: true }, true);
  }

  private replace(changed: LaneVerification, isImportant = false): void {
    const lanes = this.shown.lanes.map((each) => (each.lane === changed.lane ? changed : each));
    const seconds = Math.max(0.001, (performance.now() - this.beganAt) / 1_000);
    this.show({ ...this.shown, lanes, eventsPerSecond: this.events / seconds }, isImportant);
  }

  /** @param isImportant false: listeners learn of it with a later change */
  private show(view: VerificationView, isImportant = true): void {
    this.shown = view;
    if (!isImportant && performance.now() - this.shownAt < viewMs) return;
    this.shownAt = performance.now();
    for (const listener of this.listeners) listener();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
