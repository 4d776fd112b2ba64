import './health.css';
import { Panel } from '../../ui/panel.js';
import type { LaneRow } from './lane-rows.js';

/** Lanes that decide nothing, why, and what to do. Nothing if all are open. */
export function ClosedLanes({ rows }: { readonly rows: readonly LaneRow[] }) {
  const closed = rows.flatMap(({ lane, closed: reason }) => (typeof reason === 'string' ? [{ lane, reason }] : []));
  if (closed.length === 0) return null;
  return (
    <Panel title="Closed lanes: what to do">
      <div className="closed-lanes">
        <ul>
          {closed.map(({ lane, reason }) => (
            <li key={lane}>
              <b>Lane {lane}</b>: {reason}
            </li>
          ))}
        </ul>
        <p>
          The database has lost history: users may hold identities of which it knows nothing. So every command of these
          lanes gets <code>503 lane-closed</code>. Do not open them by hand.
        </p>
        <ol>
          <li>
            Look for a database that has the history: the former primary, or a standby that is further ahead. Stop the
            service, use that database, and start.
          </li>
          <li>
            If there is none, stop every process of the service and run <code>allocator reconcile</code>, which recovers
            what the topic has.
          </li>
        </ol>
        <p className="muted">The steps in detail are in docs/operations.md, A closed lane.</p>
      </div>
    </Panel>
  );
}
