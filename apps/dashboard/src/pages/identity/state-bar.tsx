import type { LeaseBar } from './lease-bars.js';

interface StateBarProps {
  readonly state: LeaseBar['state'];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Shown when it is pointed at. */
  readonly title?: string;
}

/** A stretch of a lease: filled with the colour of its state, or only framed where the state was not read. */
export function StateBar({ state, title, ...place }: StateBarProps) {
  const look =
    state === 'unread'
      ? { fill: 'none', stroke: 'currentColor', strokeDasharray: '3 3' }
      : { className: `state-${state}` };
  return (
    <rect {...look} {...place}>
      {title !== undefined && <title>{title}</title>}
    </rect>
  );
}
