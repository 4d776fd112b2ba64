import type { Lane } from '@allocator/domain';
import { Backoff, FailureLog, type Log, LoopService, TestSignal } from '@allocator/runtime';
import { LaneRelay, type LaneRelayStatus, type Published, type RelayPorts, type RelayTimes } from './lane-relay.js';

/** Well below `offsets.retention.minutes` (7 days), and rare enough to cost next to nothing. */
const sixHoursMs = 6 * 60 * 60 * 1_000;

const relayTimes: RelayTimes = {
  pollMs: 5_000,
  claimAgainMs: 1_000,
  keepCheckpointMs: sixHoursMs,
  now: () => performance.now(),
};

/**
 * Publishes the store's events: one publisher a lane over all processes, each lane independently. A lane is
 * woken by the news of a commit; for news that was lost, all heads are polled with one statement.
 */
export class RelayService extends LoopService {
  /** Emits the last published position after each transaction. */
  readonly published = new TestSignal<Published>();
  private readonly lanes = new Map<Lane, LaneRelay>();
  private readonly failures: FailureLog<Lane>;

  constructor(
    private readonly ports: RelayPorts,
    private readonly log: Log,
    private readonly times: RelayTimes = relayTimes,
  ) {
    super({ name: 'relay-store', log, backoff: new Backoff({ minMs: 100, maxMs: 2_000 }) });
    this.failures = new FailureLog('relay', log);
  }

  /** Called with the news of a commit: its events need not wait for the next poll. */
  notice(lane: Lane): void {
    this.lanes.get(lane)?.noticeCommit();
  }

  /** For health: each lane, as far as this process knows. */
  status(): readonly LaneRelayStatus[] {
    return [...this.lanes.values()].map(({ status }) => status);
  }

  override async stop(): Promise<void> {
    await super.stop();
    const lanes = [...this.lanes.values()];
    this.lanes.clear();
    await Promise.all(lanes.map((lane) => lane.stop()));
  }

  protected async runOnce(): Promise<number> {
    for (const head of await this.ports.events.laneHeads('answering')) {
      (this.lanes.get(head.lane) ?? (await this.startLane(head.lane))).seeHead(head);
    }
    return this.times.pollMs;
  }

  private async startLane(lane: Lane): Promise<LaneRelay> {
    const relay = new LaneRelay(lane, this.ports, this.times, this.log, this.failures, this.published);
    this.lanes.set(lane, relay);
    await relay.start();
    return relay;
  }
}
