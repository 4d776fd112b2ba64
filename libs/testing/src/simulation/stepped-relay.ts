import { LaneRelay } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { FailureLog, TestSignal } from '@allocator/runtime';
import { silentLog } from '../silent-log.js';
import { SimulatedClaims } from './simulated-claims.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { SimulatedEvents } from './simulated-events.js';
import type { PublisherMemory, SimulatedTopic } from './simulated-topic.js';
import { noPause, type Pause } from './task.js';

/** The real relay of one lane, run one round at a time. */
export class SteppedRelay extends LaneRelay {
  isBusy = false;
  /** What the current round could read, preceded by what the relay remembers of earlier rounds. */
  saw: string[] = [];
  private readonly opened: PublisherMemory = { epoch: 0, uses: 0 };
  /** Of the current round. */
  private pause: Pause = noPause;

  static over(database: SimulatedDatabase, topic: SimulatedTopic, process: number, lane: Lane): SteppedRelay {
    const pause: Pause = (at) => relay.pause(at);
    const events = new SimulatedEvents(database, pause);
    const ports = {
      events,
      topic: topic.seenBy(pause, (): PublisherMemory => relay.opened),
      claims: new SimulatedClaims(database, process),
      closer: events,
    };
    const times = { pollMs: 1, claimAgainMs: 1, keepCheckpointMs: 1_000, now: () => database.now };
    const relay: SteppedRelay = new SteppedRelay(
      lane,
      ports,
      times,
      silentLog,
      new FailureLog('relay', silentLog),
      new TestSignal(),
    );
    return relay;
  }

  /** Everything that its next round depends on. */
  get memory(): string {
    return JSON.stringify([this.status, this.opened.epoch, this.opened.uses > 0]);
  }

  async publishOnce(pause: Pause): Promise<void> {
    this.pause = pause;
    await this.runOnce();
  }
}
