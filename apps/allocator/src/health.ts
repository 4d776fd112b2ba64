import type { LaneRelayStatus } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { IntakeTrouble } from '@allocator/kafka';
import { ReadOnlyDatabaseError, SessionRefusedError } from '@allocator/postgres';

/** How long the database may take to answer before this process says that it is not ready. */
const answerMsMax = 2_000;

export interface HealthSources {
  /** Throws where the database does not answer, takes no writes, or is refused. */
  demandWritable(): Promise<void>;
  /** Throws where the database does not answer. */
  closedLanes(): Promise<readonly { readonly lane: Lane; readonly because: string }[]>;
  relay(): readonly LaneRelayStatus[];
  stoppedProjections(): readonly Lane[];
}

/** Whether this process can do its work. Kafka is told of, and does not count: without it assignments go on. */
export class Health {
  private state: 'starting' | 'working' | 'stopping' = 'starting';
  private intake: (() => readonly IntakeTrouble[]) | undefined;

  constructor(private readonly sources: HealthSources) {}

  /** For a process that takes commands over Kafka: whose are not taken. */
  watchIntake(status: () => readonly IntakeTrouble[]): void {
    this.intake = status;
  }

  started(): void {
    this.state = 'working';
  }

  stopping(): void {
    this.state = 'stopping';
  }

  async report(): Promise<{ readonly ready: boolean; readonly [detail: string]: unknown }> {
    if (this.state !== 'working') return { ready: false, state: this.state };
    const timeout = AbortSignal.timeout(answerMsMax);
    try {
      const closedLanes = await Promise.race([this.writableLanes(), rejectedOn(timeout)]);
      const [relay, stoppedProjections] = [this.sources.relay(), this.sources.stoppedProjections()];
      const intake = this.intake === undefined ? {} : { intake: this.intake() };
      return { ready: true, state: this.state, closedLanes, relay, stoppedProjections, ...intake };
    } catch (error) {
      return { ready: false, state: this.state, database: troubleOf(error) };
    }
  }

  private async writableLanes(): ReturnType<HealthSources['closedLanes']> {
    await this.sources.demandWritable();
    return this.sources.closedLanes();
  }
}

/** What is wrong with the database, for anybody; the log says more. */
function troubleOf(error: unknown): string {
  if (error instanceof ReadOnlyDatabaseError) return 'is read-only';
  if (error instanceof SessionRefusedError) return 'is refused';
  return 'does not answer';
}

function rejectedOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('no answer in time'));
    });
  });
}
