import { Badge } from '../../ui/badge.js';
import { formatCount } from '../../ui/formats.js';
import type { FollowStatus } from '../../events/follow-events.js';

interface LiveStatusProps {
  /** Undefined: following has ended. */
  readonly status: FollowStatus | undefined;
  readonly paused: boolean;
  /** Events that arrived since the pause. */
  readonly waiting: number;
}

/** Whether events arrive. */
export function LiveStatus({ status, paused, waiting }: LiveStatusProps) {
  return (
    <span className="live-status" role="status">
      <Connection status={status} />
      {paused && <Badge tone="warning">Paused: {formatCount(waiting)} new</Badge>}
    </span>
  );
}

function Connection({ status }: Pick<LiveStatusProps, 'status'>) {
  switch (status?.kind) {
    case undefined:
      return <Badge tone="bad">Ended</Badge>;
    case 'connecting':
      return <Badge tone="neutral">Connecting</Badge>;
    case 'connected':
      return <Badge tone="good">Connected</Badge>;
    case 'reconnecting': {
      const seconds = Math.max(1, Math.round(status.pauseMs / 1_000));
      return <Badge tone="warning">Connection lost: again in {seconds} s</Badge>;
    }
  }
}
