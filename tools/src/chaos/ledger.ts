import { isDeepStrictEqual } from 'node:util';
import type { Answer, WwsfCommand } from '@allocator/local';

/** A command as a client sent it, once or several times. */
export interface SentCommand extends WwsfCommand {
  readonly over: 'HTTP' | 'Kafka';
  /** When it was first sent: milliseconds of the monotonic clock of this process. */
  readonly sentAt: number;
}

/** The final answer to a command. */
export interface FinalAnswer {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly assignmentId: string | undefined;
  readonly impi: string | undefined;
  readonly reassignableAt: string | undefined;
  /** When it first arrived, by the same clock as `sentAt`. */
  readonly at: number;
}

export interface Entry {
  readonly command: SentCommand;
  answer: FinalAnswer | undefined;
}

/** Refusals that the clients of the run can cause. */
const refusals: Readonly<Record<SentCommand['type'], readonly string[]>> = {
  Assign: ['pool-exhausted', 'subject-already-assigned'],
  Release: ['assignment-lapsed', 'assignment-released'],
  Prolong: ['assignment-lapsed', 'assignment-released'],
};

type Outcome = Pick<Answer, 'status' | 'body'>;

/** Nothing was decided: the client sends the same command again. */
export function isTransient({ status }: Outcome): boolean {
  return status === 503 || status === 429 || status === 408;
}

/** All commands and answers as the clients saw them, whatever the service has on record. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  /** Answers that the contract does not allow for what was sent. */
  readonly unexpected: string[] = [];
  /** Answers that differ from the first one. */
  readonly contradicting: string[] = [];
  /** Number of commands that have their answer. */
  answeredCount = 0;
  /** Longest time without an answer to any client, in milliseconds. */
  readonly longestSilenceMs = { HTTP: 0, Kafka: 0 };
  private readonly lastAnswerAt = new Map<SentCommand['over'], number>();

  sent(command: SentCommand): void {
    this.entries.set(command.commandId, { command, answer: undefined });
  }

  /**
   * Records a final answer; all later ones must equal the first.
   * @param over undefined if the answer was found later, not received by a client
   */
  answered(commandId: string, { status, body }: Outcome, over?: SentCommand['over']): void {
    const at = performance.now();
    if (over !== undefined) this.endSilence(over, at);
    const entry = this.entries.get(commandId);
    if (entry === undefined) {
      this.unexpected.push(`an answer to ${commandId}, which no client sent`);
      return;
    }
    const [code, assignmentId, impi, reassignableAt] = ['code', 'assignmentId', 'impi', 'reassignableAt'].map((name) =>
      typeof body[name] === 'string' ? body[name] : undefined,
    );
    const answer = { status, code, assignmentId, impi, reassignableAt, at };
    const { type } = entry.command;
    if (status >= 300 && !refusals[type].includes(code ?? '')) {
      this.unexpected.push(`${type} ${commandId} was answered ${status} ${JSON.stringify(body)}`);
    } else if (entry.answer === undefined) {
      entry.answer = answer;
      this.answeredCount++;
    } else if (!isDeepStrictEqual({ ...entry.answer, at }, answer)) {
      this.contradicting.push(
        `${type} ${commandId} was answered ${JSON.stringify(entry.answer)} first and ${JSON.stringify(answer)} later`,
      );
    }
  }

  unanswered(): SentCommand[] {
    return [...this.entries.values()].filter(({ answer }) => answer === undefined).map(({ command }) => command);
  }

  private endSilence(over: SentCommand['over'], at: number): void {
    const last = this.lastAnswerAt.get(over) ?? at;
    this.longestSilenceMs[over] = Math.max(this.longestSilenceMs[over], at - last);
    this.lastAnswerAt.set(over, Math.max(at, last));
  }
}
