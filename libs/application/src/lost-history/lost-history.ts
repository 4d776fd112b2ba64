import { genesisHash } from '@allocator/domain';
import type { LaneHead, StoredEvent } from '../ports/event-reader.js';
import type { PublishedUpTo } from '../ports/event-topic.js';

/** The store has lost history that was published or committed (a restore, a failover to a standby that was behind): its lane must close. */
export interface LostHistory {
  readonly code: 'lane-closed-topic-ahead' | 'lane-closed-history-differs' | 'lane-closed-store-behind';
  /** For the operator who has to mend it. */
  readonly reason: string;
}

/** `previous` stands before `data` in every document, and in a string its quotes would be escaped. */
const previousMember = /"previous":"([0-9a-f]{64})"/;

/** Whether the store's head can be where the published history leads to; undefined where it can. */
export function compareHead(head: LaneHead, published: PublishedUpTo): LostHistory | undefined {
  if (head.position < published.position) {
    return {
      code: 'lane-closed-topic-ahead',
      reason: `position ${String(published.position)} is published, but the store ends at ${String(head.position)}: it has lost events`,
    };
  }
  if (head.position === published.position && head.hash !== (published.hash ?? genesisHash)) {
    return differs(`the event at position ${String(head.position)} is another one in the store than the published one`);
  }
  return undefined;
}

/** Whether the event is the one to publish next; undefined where it is. */
export function compareNext(next: StoredEvent, published: PublishedUpTo): LostHistory | undefined {
  if (next.position !== published.position + 1) {
    return differs(
      `position ${String(published.position)} is published, but the store goes on with ${String(next.position)}`,
    );
  }
  if (previousMember.exec(next.document)?.[1] !== (published.hash ?? genesisHash)) {
    return differs(`the event at position ${String(next.position)} does not follow the published one before it`);
  }
  return undefined;
}

function differs(reason: string): LostHistory {
  return { code: 'lane-closed-history-differs', reason };
}
