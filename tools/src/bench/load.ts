import { build, type Histogram } from 'hdr-histogram-js';
import type { CpuTime } from './cpu-time.js';
import type { MemoryUse } from './watch-memory.js';

/** Further figures of a scenario by their names, unit last. */
export type Extra = Readonly<Record<string, number>>;

export interface RoundLength {
  /** Work that is not counted: caches, prepared statements and compiled code. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** The result of one round. Latencies are in microseconds, of the answers within the measured time. */
export interface RoundResult {
  readonly count: number;
  readonly seconds: number;
  readonly latencyUs: Histogram;
  /** Processor time of each that was counted, warm-up included; undefined if the machine does not report it. */
  readonly cpuUs: CpuTime | undefined;
  /** Of the service; undefined if there is none, or the machine does not report it. */
  readonly memory: MemoryUse | undefined;
  /** Write-ahead log of each, in bytes. */
  readonly walBytes: number;
  readonly extra: Extra;
}

/** The share of a round's planned time that must be measured: a shorter measurement has no meaning. */
const measuredShareMin = 0.5;

/**
 * The time of one round, and what was answered in it. Warm-up and measurement are one unbroken stretch of work; only
 * answers that arrive within the measured time count.
 */
export class Load {
  private readonly measuredFrom: number;
  private endsAt: number;
  private counted = 0;
  private all = 0;
  private extra: Extra = {};
  private own: { readonly count: number; readonly seconds: number } | undefined;
  readonly latencyUs = latencyHistogram();

  constructor(
    readonly length: RoundLength,
    readonly signal: AbortSignal,
  ) {
    this.measuredFrom = performance.now() + length.warmUpMs;
    this.endsAt = this.measuredFrom + length.measureMs;
  }

  /** Whether to send more. Throws once the whole run is to stop. */
  continues(): boolean {
    this.signal.throwIfAborted();
    return performance.now() < this.endsAt;
  }

  /** Ends the round now: a pool is exhausted, or a worker has failed. */
  end(): void {
    this.endsAt = Math.min(this.endsAt, performance.now());
  }

  /** One answer arrived for so many. `sentAt` (`performance.now()`): when it was sent, or scheduled. */
  answered(count: number, sentAt: number): void {
    const now = performance.now();
    this.all += count;
    if (now < this.measuredFrom || now > this.endsAt) return;
    this.counted += count;
    recordLatency(this.latencyUs, sentAt, now);
  }

  /**
   * For a scenario with its own course: the figures of its rate, instead of the answers within the measured time.
   * @param all everything that was answered, measured or not
   */
  took(count: number, ms: number, all = count): void {
    this.own = { count, seconds: ms / 1_000 };
    this.all = all;
  }

  /** What else the scenario has measured. */
  also(extra: Extra): void {
    this.extra = extra;
  }

  /** Everything that was answered, measured or not. */
  get answeredCount(): number {
    return this.all;
  }

  result(): Pick<RoundResult, 'count' | 'seconds' | 'latencyUs' | 'extra'> {
    const { latencyUs, extra } = this;
    if (this.own !== undefined) return { ...this.own, latencyUs, extra };
    const measuredMs = this.endsAt - this.measuredFrom;
    if (measuredMs < this.length.measureMs * measuredShareMin) {
      throw new Error(
        `the identities were exhausted after ${measuredMs.toFixed(0)} of ${String(this.length.measureMs)} ms: give the bench more with --identities`,
      );
    }
    return { count: this.counted, seconds: measuredMs / 1_000, latencyUs, extra };
  }
}

/** Three digits of any latency between a microsecond and a minute. */
export function latencyHistogram(): Histogram {
  return build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
}

/** Records the time from `sentAt` to `now` (`performance.now()`). */
export function recordLatency(latencyUs: Histogram, sentAt: number, now = performance.now()): void {
  latencyUs.recordValue(Math.max(1, Math.round((now - sentAt) * 1_000)));
}

/** Runs so many workers side by side; if one fails the others end, and all have ended when this throws. */
export async function sideBySide(load: Load, workers: number, work: (worker: number) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(
    Array.from({ length: workers }, async (_, worker) => {
      try {
        await work(worker);
      } catch (error) {
        load.end();
        throw error;
      }
    }),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Latencies without and with a load, in milliseconds. */
export function quietAndLoaded(quiet: Pick<Load, 'latencyUs'>, loaded: Pick<Load, 'latencyUs'>): Extra {
  const at = ({ latencyUs }: Pick<Load, 'latencyUs'>, percentile: number): number =>
    latencyUs.getValueAtPercentile(percentile) / 1_000;
  return {
    quietP50Ms: at(quiet, 50),
    quietP99Ms: at(quiet, 99),
    p50Ms: at(loaded, 50),
    p99Ms: at(loaded, 99),
    p99ToQuiet: at(loaded, 99) / at(quiet, 99),
  };
}
