import type { LaneRelayStatus } from '@allocator/application';
import { type AnswerType, intakeFailureStates, type readyAnswer } from '@allocator/contracts';
import type { Lane } from '@allocator/domain';
import type { IntakeFailure } from '@allocator/kafka';
import { ReadOnlyDatabaseError, SessionRefusedError } from '@allocator/postgres';
import type { OnModuleDestroy } from '@nestjs/common';

/** Time in which the database must answer; otherwise this process is not ready. */
const answerMsMax = 2_000;
/** How long a report is reused: the database gets at most one health check in this time, whatever the number of callers. */
const keptMs = 1_000;

export interface HealthSources {
  /** Throws if the database does not answer, is read-only, or is refused. */
  demandWritable(): Promise<void>;
  /** Throws if the database does not answer. */
  closedLanes(): Promise<readonly { readonly lane: Lane; readonly reason: string }[]>;
}

/** The status of the roles that this process has. */
export interface RoleStatus {
  relay(): readonly LaneRelayStatus[];
  stoppedProjections(): readonly Lane[];
  commands(): CommandFigures;
}

/** Of the commands over Kafka that this process consumes, of all WWSFs. */
export interface CommandFigures {
  /** Records that are not answered yet, as of the last fetch. */
  readonly waiting: number;
  /** Records that were written to the dead-letter topic since the start. */
  readonly deadLetters: number;
  /** The WWSFs whose commands are not consumed at present. */
  readonly failures: readonly IntakeFailure[];
}

export type HealthReport = AnswerType<typeof readyAnswer>;

/** Whether this process is ready. The state of Kafka is reported but does not count: assignments work without it. */
export class Health implements OnModuleDestroy {
  private state: 'starting' | 'working' | 'stopping' = 'starting';
  private kept: HealthReport = { ready: false, state: 'starting' };
  /** By `performance.now()`. */
  private keptUntil = 0;
  private asked: Promise<HealthReport> | undefined;
  private lanes: ReturnType<HealthSources['closedLanes']> | undefined;
  private roles: Partial<RoleStatus> = {};

  constructor(private readonly sources: HealthSources) {}

  /** Adds the status of a role to the reports. */
  watch(status: Partial<RoleStatus>): void {
    this.roles = { ...this.roles, ...status };
  }

  started(): void {
    this.state = 'working';
  }

  /** The first hook when the application stops: a load balancer sends no more requests. */
  onModuleDestroy(): void {
    this.state = 'stopping';
  }

  /** Undefined if this process consumes no commands over Kafka. */
  commands(): CommandFigures | undefined {
    return this.roles.commands?.();
  }

  async report(): Promise<HealthReport> {
    if (this.state === 'working' && performance.now() >= this.keptUntil) {
      this.asked ??= this.ask().finally(() => {
        this.asked = undefined;
        this.keptUntil = performance.now() + keptMs;
      });
      this.kept = await this.asked;
    }
    return this.state === 'working' ? this.kept : { ready: false, state: this.state };
  }

  private async ask(): Promise<HealthReport> {
    const late = deadline(answerMsMax);
    // A check that timed out continues; the next report waits for it instead of starting another.
    this.lanes ??= this.writableLanes().finally(() => {
      this.lanes = undefined;
    });
    try {
      const closedLanes = await Promise.race([this.lanes, late.passed]);
      const { relay, stoppedProjections } = this.roles;
      const commands = this.commands();
      return {
        ready: true,
        state: 'working',
        closedLanes,
        relay: relay?.() ?? [],
        stoppedProjections: stoppedProjections?.() ?? [],
        ...(commands === undefined ? {} : { intake: countsByState(commands.failures) }),
      };
    } catch (error) {
      return { ready: false, state: 'working', database: databaseFault(error) };
    } finally {
      late.cancel();
    }
  }

  private async writableLanes(): ReturnType<HealthSources['closedLanes']> {
    await this.sources.demandWritable();
    return this.sources.closedLanes();
  }
}

/** The report is public: it names no WWSF, and no reason that could name one. */
function countsByState(failures: readonly IntakeFailure[]): NonNullable<HealthReport['intake']> {
  return intakeFailureStates.flatMap((state) => {
    const wwsfs = failures.filter((failure) => failure.state === state).length;
    return wwsfs === 0 ? [] : [{ state, wwsfs }];
  });
}

/** The fault of the database in a public answer; the log has the details. */
function databaseFault(error: unknown): string {
  if (error instanceof ReadOnlyDatabaseError) return 'is read-only';
  if (error instanceof SessionRefusedError) return 'is refused';
  return 'does not answer';
}

/** Rejects after `ms` milliseconds unless cancelled. */
function deadline(ms: number): { readonly passed: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, ms);
  });
  return {
    passed,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}
