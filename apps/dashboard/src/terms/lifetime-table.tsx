import './lifetime-bar.css';
import { formatCount, formatSeconds } from '../ui/formats.js';
import type { LifetimePart } from './lifetime-parts.js';

/** The parts of a security lifetime in figures, with G as the sum of its own. */
export function LifetimeTable({ parts }: { readonly parts: readonly LifetimePart[] }) {
  const [first, ...others] = parts;
  const guard = others.filter(({ name }) => name !== 'outliving' && name !== 'after');
  const rest = others.filter(({ name }) => name === 'outliving' || name === 'after');
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  return (
    <table className="lifetime-table">
      <caption className="unseen">Parts of the security lifetime</caption>
      <tbody>
        {[first, ...rest].map((part) => part && <Row key={part.name} part={part} />)}
        {guard.length > 0 && (
          <Row
            part={{ name: 'guard', label: 'Guard G', seconds: guard.reduce((sum, { seconds }) => sum + seconds, 0) }}
          />
        )}
        {guard.map((part) => (
          <tr key={part.name} className="lifetime-table-part muted">
            <th scope="row">
              {part.label}
              {part.from !== undefined && ` (${part.from})`}
            </th>
            <td>{formatCount(part.seconds)} s</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            <b>Security lifetime L</b>
          </th>
          <td>
            <b>{formatSeconds(total)}</b> <Seconds of={total} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Row({ part: { name, label, from, seconds } }: { readonly part: LifetimePart }) {
  return (
    <tr>
      <th scope="row">
        <span className={`lifetime-swatch lifetime-${name}`} aria-hidden="true" />
        {label}
        {from !== undefined && <span className="muted"> ({from})</span>}
      </th>
      <td>
        {formatSeconds(seconds)} <Seconds of={seconds} />
      </td>
    </tr>
  );
}

/** In seconds alone, for the arithmetic; nothing where that is the text already. */
function Seconds({ of }: { readonly of: number }) {
  const text = `${formatCount(of)} s`;
  return text === formatSeconds(of) ? null : <span className="muted">{text}</span>;
}
