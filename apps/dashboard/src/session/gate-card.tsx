import './session-gate.css';
import type { ReactNode } from 'react';
import icon from '../ui/icon.svg';

/** The page before one is signed in. */
export function GateCard({ children }: { readonly children: ReactNode }) {
  return (
    <main className="session-gate">
      <div className="session-gate-card">
        <div className="session-gate-mark">
          <img src={icon} alt="" />
          <h1>IMS identity allocator</h1>
        </div>
        {children}
      </div>
    </main>
  );
}
