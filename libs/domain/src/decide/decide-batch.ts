import type { Assign, Command, ExpireDue, IdentifiedCommand } from '../commands/command.js';
import type { DecidedCommand, Expiry, Outcome, OutcomeOf } from '../commands/outcome.js';
import { outcomeOf } from '../commands/outcome.js';
import type { BlockedDemandReason, Refusal } from '../commands/refusal.js';
import type { DomainEvent, RecordedEvent } from '../events/domain-event.js';
import type { Identity } from '../identity/identity.js';
import type { CommandId, PoolId } from '../ids/ids.js';
import type { LaneView } from '../lane/lane-view.js';
import type { SubjectUse } from '../lane/working-set.js';
import { WorkingSet } from '../lane/working-set.js';
import { answerAgain, subjectIdOf } from './answer-again.js';
import { decide } from './decide.js';

/** A command that a caller sent, with what tells it from other commands under the same id. */
export interface CommandItem<C extends IdentifiedCommand = IdentifiedCommand> {
  readonly command: C;
  /** Of the command's content without its subject; subjects are compared by their opaque ids. */
  readonly fingerprint: string;
}

/** An `ExpireDue` has no id, so nothing needs to tell it from others. */
export interface ExpiryItem {
  readonly command: ExpireDue;
}

export type BatchItem = CommandItem | ExpiryItem;

/** @typeParam Answer what the commands of the batch can be answered */
export interface BatchDecision<Answer = Outcome | Expiry> {
  /** To be recorded, in order, from the view's next position on. */
  readonly events: readonly RecordedEvent[];
  /** One for each command, in order. */
  readonly answers: readonly Answer[];
  /** Commands that now have their one outcome. */
  readonly remember: ReadonlyMap<CommandId, DecidedCommand>;
  /**
   * Identities as they are after the batch, those that changed. Before them, in order, those that the batch changed and then lent
   * anew, as they were in between: without that state a second holder would seem to follow the first too early.
   */
  readonly identities: readonly Identity[];
  readonly subjects: readonly SubjectUse[];
}

/**
 * Decides the commands in order, each with the effects of those before it: the same answers and the same identities as
 * if each had been a batch of its own at the same instant. Pure: what is known of the lane comes in, what is to be
 * written goes out.
 */
export function decideBatch<I extends BatchItem>(
  view: LaneView,
  items: readonly I[],
): BatchDecision<OutcomeOf<I['command']>> {
  const set = new WorkingSet(view);
  const remember = new Map<CommandId, DecidedCommand>();
  const blocked = new BlockedDemand();
  const answerTo = (item: BatchItem): Outcome | Expiry => {
    if (isExpiryItem(item)) return decideAndRecord(view, set, item.command).answer;
    const { command, fingerprint } = item;
    const known = remember.get(command.commandId) ?? view.remembered.get(command.commandId);
    if (known !== undefined) {
      const first = answerAgain(set, known, command, fingerprint);
      if (!isForeign(view, set, command) || isReused(first, command)) return first;
    }
    const { answer: outcome, position } = decideAndRecord(view, set, command);
    if (isRemembered(outcome)) {
      remember.set(command.commandId, { fingerprint, subjectId: subjectIdOf(set, command), outcome, position });
    }
    if (command.type === 'Assign' && outcome.kind === 'refused') blocked.count(command, outcome.refusal);
    return outcome;
  };
  const answers = items.map((item) => outcomeOf<I['command']>(item.command, answerTo(item)));
  blocked.events().forEach((event) => set.record(event));
  return {
    events: set.events,
    answers,
    remember,
    identities: [...set.lentAnew, ...set.changed.values()],
    subjects: [...set.subjectUses.values()],
  };
}

function isExpiryItem(item: BatchItem): item is ExpiryItem {
  return item.command.type === 'ExpireDue';
}

function decideAndRecord<C extends Command>(view: LaneView, set: WorkingSet, command: C) {
  const { events, answer } = decide(view, set, command);
  let last: RecordedEvent | undefined;
  for (const event of events) last = set.record(event);
  return { answer, position: last?.position };
}

/** The caller is another WWSF than the pool's: it must not learn, by a command id, what was answered to somebody else. */
function isForeign(view: LaneView, set: WorkingSet, command: IdentifiedCommand): boolean {
  if (!('wwsfId' in command) || command.wwsfId === null) return false;
  const poolId = command.type === 'Assign' ? command.poolId : poolOfNamed(set, command.assignmentId);
  const terms = poolId === undefined ? undefined : view.pools.get(poolId);
  return terms !== undefined && terms.wwsfId !== command.wwsfId;
}

function poolOfNamed(set: WorkingSet, assignmentId: Parameters<WorkingSet['named']>[0]): PoolId | undefined {
  const named = set.named(assignmentId);
  if (named === undefined) return undefined;
  return named.kind === 'latest' ? named.identity.poolId : named.assignment.poolId;
}

/**
 * The id was another command's. Of an assignment that does not exist this is the answer, so it is the answer of another WWSF's too:
 * no id tells which assignments others have.
 */
function isReused(outcome: Outcome, { type }: IdentifiedCommand): boolean {
  return type !== 'Assign' && outcome.kind === 'refused' && outcome.refusal.code === 'idempotency-key-reused';
}

/** A stranger's command is refused whenever it comes, and takes nobody's command id. */
function isRemembered(outcome: Outcome): boolean {
  return !(outcome.kind === 'refused' && outcome.refusal.code === 'not-your-pool');
}

/** Refused assignments of a batch, at most one event a pool and reason: analysts see the demand, the log does not grow with it. */
class BlockedDemand {
  private readonly counts = new Map<string, { poolId: PoolId; reason: BlockedDemandReason; count: number }>();

  count(command: Assign, refusal: Refusal): void {
    const reason = blockedDemandReason(refusal);
    if (reason === undefined) return;
    const key = `${reason}:${command.poolId}`;
    const counted = this.counts.get(key);
    if (counted === undefined) this.counts.set(key, { poolId: command.poolId, reason, count: 1 });
    else counted.count++;
  }

  events(): readonly DomainEvent[] {
    return [...this.counts.values()].map((data) => ({ type: 'Refused', data }));
  }
}

function blockedDemandReason({ code }: Refusal): BlockedDemandReason | undefined {
  switch (code) {
    case 'agreement-suspended':
    case 'agreement-infeasible':
    case 'anonymous-refused':
    case 'anonymous-share-used':
    case 'subject-already-assigned':
    case 'subject-limit-reached':
    case 'pool-exhausted':
      return code;
    default:
      return undefined;
  }
}
