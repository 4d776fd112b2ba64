import type { Violation } from '@allocator/testing';
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './callers.js';

/** A command as a client has sent it, however often. */
export interface SentCommand {
  readonly commandId: string;
  readonly type: 'Assign' | 'Release' | 'Prolong';
  readonly poolId: string;
  /** Of what it releases or prolongs. */
  readonly assignmentId?: string;
  readonly over: 'HTTP' | 'Kafka';
  /** When it was sent first: milliseconds of a clock that never goes back. */
  readonly sentAt: number;
}

/** What a client was told of its command, for good. */
export interface ToldAnswer {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly assignmentId: string | undefined;
  readonly impi: string | undefined;
  readonly reassignableAt: string | undefined;
  /** When the first of the answers came. */
  readonly at: number;
}

export interface Entry {
  readonly command: SentCommand;
  told: ToldAnswer | undefined;
}

/** Refusals that belong to what the clients do. */
const refusals: Readonly<Record<SentCommand['type'], readonly string[]>> = {
  Assign: ['pool-exhausted', 'subject-already-assigned'],
  Release: ['assignment-lapsed', 'assignment-released'],
  Prolong: ['assignment-lapsed', 'assignment-released'],
};

/** Nothing was decided: the same command is sent again. */
export function isPassing({ status }: Answer): boolean {
  return status === 503 || status === 429 || status === 408;
}

/** All that clients were told, whatever the service has on record. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  /** Answers that the contract does not have for what was sent. */
  readonly unexpected: string[] = [];
  /** Answers that are not the first one. */
  readonly contradicting: string[] = [];
  /** Commands that have their answer. */
  answered = 0;
  /** Longest time in which nobody was told anything, by way, in milliseconds. */
  readonly longestSilenceMs = { HTTP: 0, Kafka: 0 };
  private readonly lastToldAt: { HTTP: number | undefined; Kafka: number | undefined } = {
    HTTP: undefined,
    Kafka: undefined,
  };

  sent(command: SentCommand): void {
    this.entries.set(command.commandId, { command, told: undefined });
  }

  /**
   * An answer that is final; the second one and all later ones have to be the first.
   * @param over undefined where it was found later, by nobody who waited for it
   */
  told(commandId: string, { status, body }: Answer, over?: SentCommand['over']): void {
    const at = performance.now();
    if (over !== undefined) this.silence(over, at);
    const entry = this.entries.get(commandId);
    if (entry === undefined) {
      this.unexpected.push(`an answer to ${commandId}, which nobody has sent`);
      return;
    }
    const told = {
      status,
      code: textOf(body['code']),
      assignmentId: textOf(body['assignmentId']),
      impi: textOf(body['impi']),
      reassignableAt: textOf(body['reassignableAt']),
      at,
    };
    const { command } = entry;
    if (status >= 300 && !refusals[command.type].includes(told.code ?? '')) {
      this.unexpected.push(`${command.type} ${commandId} was answered ${status} ${JSON.stringify(body)}`);
      return;
    }
    if (entry.told === undefined) {
      entry.told = told;
      this.answered++;
    } else if (!isDeepStrictEqual({ ...entry.told, at }, told)) {
      this.contradicting.push(
        `${command.type} ${commandId} was answered ${JSON.stringify(entry.told)} first and ${JSON.stringify(told)} later`,
      );
    }
  }

  unanswered(): SentCommand[] {
    return [...this.entries.values()].filter(({ told }) => told === undefined).map(({ command }) => command);
  }

  private silence(over: SentCommand['over'], at: number): void {
    const last = this.lastToldAt[over];
    if (last !== undefined) this.longestSilenceMs[over] = Math.max(this.longestSilenceMs[over], at - last);
    this.lastToldAt[over] = Math.max(at, last ?? 0);
  }
}

function textOf(member: unknown): string | undefined {
  return typeof member === 'string' ? member : undefined;
}

/** Sentences as a report has them. */
export function sentencesOf(violations: readonly Violation[]): string[] {
  return violations.map(({ lane, position, sentence }) => `${lane}-${position}: ${sentence}`);
}
