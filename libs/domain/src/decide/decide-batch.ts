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

/** A caller's command, with the fingerprint that distinguishes it from other commands under the same id. */
export interface CommandItem<C extends IdentifiedCommand = IdentifiedCommand> {
  readonly command: C;
  /** Of the command's content without its subject; subjects are compared by their opaque ids. */
  readonly fingerprint: string;
}

/** An `ExpireDue` has no id, so it needs no fingerprint. */
export interface ExpiryItem {
  readonly command: ExpireDue;
}

export type BatchItem = CommandItem | ExpiryItem;

/** @typeParam Answer the possible answers to the commands of the batch */
export interface BatchDecision<Answer = Outcome | Expiry> {
  /** To be recorded, in order, from the view's next position on. */
  readonly events: readonly RecordedEvent[];
  /** One for each command, in the same order. */
  readonly answers: readonly Answer[];
  /** Commands that now have their one outcome. */
  readonly remember: ReadonlyMap<CommandId, DecidedCommand>;
  /**
   * The changed identities, as they are after the batch. Before them, in order, intermediate states of identities that the batch freed
   * and then assigned again: without such a state the second holder would seem to follow the first too early.
   */
  readonly identities: readonly Identity[];
  readonly subjects: readonly SubjectUse[];
}

/**
 * Decides the commands in order, each with the effects of those before it. Answers and identities are the same as if each command had
 * been a batch of its own at the same instant. Pure: takes the lane's state, returns what to write.
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
    identities: [...set.intermediate, ...set.changed.values()],
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

/** The caller is another WWSF than the pool's: a command id must not show it what another WWSF was answered. */
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
 * The id was used by another command. This is the answer for an assignment that does not exist, so it must be the answer for an
 * assignment of another WWSF too: command ids must not show which assignments other WWSFs have.
 */
function isReused(outcome: Outcome, { type }: IdentifiedCommand): boolean {
  return type !== 'Assign' && outcome.kind === 'refused' && outcome.refusal.code === 'idempotency-key-reused';
}

/** The command of another WWSF is always refused and never uses up the command id. */
function isRemembered(outcome: Outcome): boolean {
  return !(outcome.kind === 'refused' && outcome.refusal.code === 'not-your-pool');
}

/** Refused assignments of a batch, at most one event a pool and reason: analysts see the demand, and the events do not grow with it. */
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

/** Every refusal, although an `Assign` gets only some: a new one does not compile until it is decided whether analysts see it. */
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
    case 'pool-not-found':
    case 'not-your-pool':
    case 'assignment-not-found':
    case 'assignment-lapsed':
    case 'assignment-released':
    case 'held-after-restore':
    case 'operator-not-found':
    case 'identity-not-found':
    case 'identity-suspended':
    case 'identity-retired':
    case 'idempotency-key-reused':
      return undefined;
  }
}
