import type { Assign, Command, Prolong, Release } from '../commands/command.js';
import { outcomeOf } from '../commands/outcome.js';
import type { Refusal } from '../commands/refusal.js';
import type { LaneView } from '../lane/lane-view.js';
import type { WorkingSet } from '../lane/working-set.js';
import type { AssignmentSituation } from './assignment-situation.js';
import { decideAssign } from './decide-assign.js';
import { decideChangeStock } from './decide-change-stock.js';
import { decideExpiry } from './decide-expiry.js';
import { decideIndicate } from './decide-indicate.js';
import { decideProlong } from './decide-prolong.js';
import { decideRelease } from './decide-release.js';
import { decideRevoke } from './decide-revoke.js';
import type { Decision } from './decision.js';

/** Decides one command on the lane's present state: gathers the command's situation and decides. It records uses of subjects only. */
export function decide<C extends Command>(view: LaneView, set: WorkingSet, command: C): Decision<C> {
  const { events, answer } = decideByType(view, set, command);
  return { events, answer: outcomeOf(command, answer) };
}

function decideByType(view: LaneView, set: WorkingSet, command: Command): Decision {
  const { now } = view;
  switch (command.type) {
    case 'Assign':
      return assign(view, set, command);
    case 'Release':
      return decideRelease(command, situationOf(view, set, command));
    case 'Prolong':
      return decideProlong(command, situationOf(view, set, command));
    case 'Indicate': {
      const identity = command.poolId === null ? undefined : set.byImpi(command.poolId, command.impi);
      return decideIndicate(command, { now, identity, terms: identity && view.pools.get(identity.poolId) });
    }
    case 'Suspend':
    case 'Resume':
    case 'Retire':
      return decideChangeStock(command, { now, identity: set.byImpi(command.poolId, command.impi) });
    case 'Revoke': {
      return decideRevoke(command, { now, identity: set.byImpi(command.poolId, command.impi) });
    }
    case 'ExpireDue':
      return decideExpiry(set.due(command.countMax), now);
  }
}

function assign(view: LaneView, set: WorkingSet, command: Assign): Decision<Assign> {
  const { poolId, subject, proposedSubjectId } = command;
  const { subjectId, identities } = set.subject(poolId, subject, proposedSubjectId);
  // Before the next position is read, because this can record a moved bound.
  const candidate = set.candidate(poolId, subjectId);
  const decision = decideAssign(command, {
    now: view.now,
    lane: view.lane,
    nextPosition: set.nextPosition,
    terms: view.pools.get(poolId),
    assignNotBefore: view.assignNotBefore.get(poolId),
    subjectId,
    identities,
    anonymousUse: set.anonymousUse(poolId),
    candidate,
    nextAssignableAt: () => set.nextAssignableAt(poolId, subjectId),
  });
  const { answer } = decision;
  if (answer.kind === 'assigned') set.assign(poolId, subject, subjectId, answer.assignment.impi);
  if (answer.kind === 'refused' && isOfPool(answer.refusal)) set.refuse(poolId, subject, subjectId);
  return decision;
}

/** False if the pool does not exist for the caller: the reference must not be kept there, because it could never be erased. */
function isOfPool({ code }: Refusal): boolean {
  return code !== 'pool-not-found' && code !== 'not-your-pool';
}

function situationOf(view: LaneView, set: WorkingSet, command: Release | Prolong): AssignmentSituation {
  const named = set.named(command.assignmentId);
  const poolId = named?.kind === 'latest' ? named.identity.poolId : named?.assignment.poolId;
  if (poolId === undefined) return { now: view.now, named, terms: undefined, assignNotBefore: undefined };
  return { now: view.now, named, terms: view.pools.get(poolId), assignNotBefore: view.assignNotBefore.get(poolId) };
}
