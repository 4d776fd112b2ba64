import './state-label.css';
import type { IdentityState } from './identity-state.js';

/** A state of an identity with its colour. */
export function StateLabel({ state }: { readonly state: IdentityState }) {
  return (
    <span className="state-label">
      <span className={`state-swatch state-${state}`} aria-hidden="true" />
      {state}
    </span>
  );
}
