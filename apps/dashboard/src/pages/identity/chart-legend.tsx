import type { LeaseLife } from '../../events/lease-life.js';
import { StateLabel } from '../../ui/state-label.js';
import { leaseBars } from './lease-bars.js';
import { StateBar } from './state-bar.js';

/** What the colours and lines of the two drawings of these leases mean. */
export function ChartLegend({ leases }: { readonly leases: readonly LeaseLife[] }) {
  return (
    <ul className="chart-legend">
      <li>
        <StateLabel state="assigned" />
      </li>
      <li>
        <StateLabel state="held" /> (released, before the bound)
      </li>
      <li>
        <StateLabel state="quarantined" />
      </li>
      {leases.some((lease) => leaseBars(lease).some(({ state }) => state === 'unread')) && (
        <li>
          <svg width={22} height={10} aria-hidden="true">
            <StateBar state="unread" x={1} y={1} width={20} height={8} />
          </svg>
          not read
        </li>
      )}
      <li>
        <svg width={22} height={10} aria-hidden="true">
          <line className="lease-chart-bound lease-chart-moved" x1={3} x2={20} y1={5} y2={5} />
          <circle className="lease-chart-bound-end lease-chart-moved" cx={3} cy={5} r={3} />
        </svg>
        bound moved by raised terms
      </li>
      <li>
        <svg width={10} height={12} aria-hidden="true">
          <line className="life-chart-now" x1={5} x2={5} y1={0} y2={12} />
        </svg>
        now
      </li>
    </ul>
  );
}
