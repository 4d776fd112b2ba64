import { setTimeout as sleep } from 'node:timers/promises';
import { isMoving } from './kafka-errors.js';

export interface AskAgain {
  /** Whether the error is an answer that Kafka gives while something of its own is under way. */
  readonly when: (error: unknown) => boolean;
  readonly everyMs: number;
  readonly timesMax: number;
}

/** Leaders and coordinators are found within a second or two; whoever asked has a longer pause of its own. */
export const whileMoving: AskAgain = { when: isMoving, everyMs: 50, timesMax: 60 };

/** Asks until the answer is not one that passes by itself, for requests that kafkajs does not repeat. */
export async function askAgain<T>({ when, everyMs, timesMax }: AskAgain, ask: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await ask();
    } catch (error) {
      if (times === timesMax || !when(error)) throw error;
      await sleep(everyMs);
    }
  }
}
