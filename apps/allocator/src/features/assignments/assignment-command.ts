import type { NotDecided } from '@allocator/application';
import type { Assign, OutcomeOf, Prolong, Refused, Release, SubjectId } from '@allocator/domain';
import { randomUUID } from 'node:crypto';

/** What a WWSF sends about assignments, over HTTP or over Kafka. */
export type AssignmentCommand = Omit<Assign, 'proposedSubjectId'> | Release | Prolong;

/** How a command arrived. */
export type Channel = 'http' | 'kafka';

/** The command with the ids that the service assigns. */
export function identified(command: AssignmentCommand): Assign | Release | Prolong {
  if (command.type !== 'Assign') return command;
  return { ...command, proposedSubjectId: randomUUID() as SubjectId };
}

/** The possible outcomes of a command about an assignment. */
export type AssignmentOutcome = OutcomeOf<Assign | Release | Prolong>;

/**
 * The outcome as the caller may see it. Over HTTP, what belongs to another WWSF is answered as if it did not exist. Over Kafka it is
 * refused by name: the topic identifies the WWSF.
 */
export function visible<A extends AssignmentOutcome | NotDecided>(
  answer: A,
  { type }: AssignmentCommand,
  channel: Channel,
): A | Refused {
  const isForeign = answer.kind === 'refused' && answer.refusal.code === 'not-your-pool';
  if (!isForeign || channel === 'kafka') return answer;
  return { kind: 'refused', refusal: { code: type === 'Assign' ? 'pool-not-found' : 'assignment-not-found' } };
}
