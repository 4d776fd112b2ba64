import { OverloadedError } from '@allocator/application';
import type { Step } from './history.js';
import { SessionLostError } from './simulated-database.js';
import { BrokerUnavailableError } from './simulated-topic.js';
import { type Pause, Task } from './task.js';

/** Tasks of all processes together; beyond them nothing begins, as with clients that wait. */
const tasksMax = 12;
/** Pauses within which all tasks together must end; beyond them one of them never ends. */
const pausesMax = 5_000;

interface RunningTask {
  readonly process: number;
  readonly kind: Step['do'];
  readonly task: Task;
  /** What it could read at each step since its beginning, or since it got its lock: its state is a function of that. */
  readonly saw: string[];
}

/** All that a task can read now, as a text. */
export interface Readable {
  /** In the database. */
  stored(): string;
  /** By a relay. */
  published(): string;
}

/** What the processes are doing. One task runs at a time, from one pause to its next; the history chooses which. */
export class RunningTasks {
  /** Errors that no injected fault explains. */
  readonly bugs: string[] = [];
  private running: RunningTask[] = [];

  constructor(private readonly readable: Readable) {}

  get count(): number {
    return this.running.length;
  }

  get isFull(): boolean {
    return this.count >= tasksMax;
  }

  isBusy(process: number, kind: Step['do']): boolean {
    return this.running.some((running) => running.process === process && running.kind === kind);
  }

  /** Equal for tasks that continue equally. */
  state(): readonly string[] {
    return this.running.map(({ process, kind, task, saw }) => JSON.stringify([process, kind, task.at, saw])).sort();
  }

  async begin(
    process: number,
    kind: Step['do'],
    work: (pause: Pause) => Promise<unknown>,
    saw: string[] = [],
  ): Promise<void> {
    if (this.isFull) return;
    const task = new Task(async (pause) => {
      await work(pause);
    });
    this.running.push({ process, kind, task, saw });
    await this.step(this.count - 1);
  }

  /** Runs the nth task for so many pauses. */
  async run(nth: number, pauses: number): Promise<void> {
    if (this.count === 0) return;
    const picked = this.running[nth % this.count];
    for (let pause = 0; pause < pauses; pause++) {
      const index = this.running.findIndex((running) => running === picked);
      if (index < 0) return;
      await this.step(index);
    }
  }

  /** Runs all tasks to their end, in turns. */
  async runAll(): Promise<void> {
    for (let pauses = 0; this.count > 0; pauses++) {
      if (pauses === pausesMax) {
        this.bugs.push(`a task never ends: ${this.running.map(({ task }) => task.at).join(', ')}`);
        this.running = [];
        return;
      }
      await this.step(pauses % this.count);
    }
  }

  crash(process: number): void {
    this.running = this.running.filter((running) => running.process !== process);
  }

  private async step(index: number): Promise<void> {
    const { kind, task, saw } = this.running[index] as RunningTask;
    const read = kind === 'relay' ? this.readable.published() : this.readable.stored();
    await task.step();
    // Before it has the lock it has read nothing of the lane.
    if (kind === 'send' && task.at.includes('lock of')) saw.length = 0;
    else if (!(kind === 'send' && task.at.startsWith('waiting'))) saw.push(read);
    if (!task.isDone) return;
    this.running.splice(index, 1);
    const { error } = task;
    if (error === undefined || isFault(error)) return;
    this.bugs.push(
      `an error that no injected fault explains: ${error instanceof Error ? error.message : 'not an Error'}`,
    );
  }
}

function isFault(error: unknown): boolean {
  return (
    error instanceof SessionLostError || error instanceof BrokerUnavailableError || error instanceof OverloadedError
  );
}
