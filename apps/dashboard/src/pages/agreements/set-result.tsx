import type { AnswerType, operatorSetAnswer } from '@allocator/contracts';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { formatCount, formatInstant } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';

interface SetResultProps {
  readonly result: AnswerType<typeof operatorSetAnswer>;
  readonly onClose: () => void;
}

/** What the service answered to a change of the profile: what has stopped, what to check, and identities at risk. */
export function SetResult({ result, onClose }: SetResultProps) {
  const { version, infeasibleAgreements, warnings, exposures = [], exposuresNotListed = 0 } = result;
  return (
    <Panel title={`Version ${String(version)} is in force`} actions={<Button onClick={onClose}>Close</Button>}>
      {infeasibleAgreements.length === 0 && warnings.length === 0 && exposures.length === 0 && (
        <Badge tone="good">all agreements have a usable token</Badge>
      )}
      {infeasibleAgreements.length > 0 && (
        <p>
          <Badge tone="bad">stopped</Badge> {infeasibleAgreements.join(', ')} leave no usable token: raise their
          security lifetime, or lower R_max.
        </p>
      )}
      {warnings.map(({ code, detail }) => (
        <p key={code}>
          <Badge tone="warning">{code}</Badge> {detail}
        </p>
      ))}
      {exposures.length > 0 && (
        <>
          <p>
            <Badge tone="bad">at risk</Badge> Identities assigned again before this raise:{' '}
            {formatCount(exposures.length + exposuresNotListed)}. By the new terms their former holder can still be
            registered. End the registrations in the IMS.
          </p>
          <ul>
            {exposures.map(({ impi, poolId, exposedUntil }) => (
              <li key={impi}>
                <code>{impi}</code> in {poolId}, until {formatInstant(exposedUntil)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
