import { genesisHash } from '@allocator/domain';
import type { LaneHead, StoredEvent } from '../ports/event-reader.js';
import type { PublishedUpTo } from '../ports/event-topic.js';

/** The store has lost published or committed events, by a restore or a failover to a standby that was behind: the lane must be closed. */
export interface LostHistory {
  readonly code: 'lane-closed-topic-ahead' | 'lane-closed-history-differs' | 'lane-closed-store-behind';
  /** For the operator who repairs the store. */
  readonly reason: string;
}

/** `previous` stands before `data` in every document, and quotes within a string are escaped. */
const previousMember = /"previous":"([0-9a-f]{64})"/;

/** Compares the store's head with the published history. Undefined if they agree. */
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

/** Compares the event with the one to publish next. Undefined if they agree. */
export function compareNext(next: StoredEvent, published: PublishedUpTo): LostHistory | undefined {
  if (next.position !== published.position + 1) {
    return differs(
      `position ${String(published.position)} is published, but the store continues with ${String(next.position)}`,
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
