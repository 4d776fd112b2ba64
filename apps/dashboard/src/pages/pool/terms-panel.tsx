import './terms-panel.css';
import type { Answers } from '../../service/answers.js';
import { NotForRole } from '../../session/not-for-role.js';
import { LifetimeBar } from '../../terms/lifetime-bar.js';
import {
  lifetimeParts,
  lifetimePartsWithoutProfile,
  outlivingSeconds,
  guardSeconds,
} from '../../terms/lifetime-parts.js';
import { LifetimeTable } from '../../terms/lifetime-table.js';
import { useAgreementTerms } from '../../terms/use-agreement-terms.js';
import { Badge } from '../../ui/badge.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { Panel } from '../../ui/panel.js';

type Pool = Answers['/v1/pools/{poolId}'];

/** The terms by which the pool assigns, and the arithmetic of the security lifetime. */
export function TermsPanel({ pool }: { readonly pool: Pool }) {
  const { agreement, operator, error, isLoading, mayAgreement, mayOperator } = useAgreementTerms(pool.agreementId);
  return (
    <Panel title="Terms">
      <div className="terms-panel">
        {error !== null && <ErrorState title="Could not load the agreement" error={error} />}
        {isLoading && <Loading what="the agreement" lines={8} />}
        {agreement !== undefined && !isLoading && <Lifetime agreement={agreement} operator={operator} />}
        {!mayAgreement && (
          <NotForRole
            what="the agreement of a pool, its security lifetime and its quarantine"
            path="/v1/agreements/{agreementId}"
          />
        )}
        {mayAgreement && !mayOperator && (
          <NotForRole what="the operator's profile, with R_max and guard G" path="/v1/operators/{operatorId}" />
        )}
        <Policy pool={pool} quarantineSeconds={agreement?.quarantineSeconds} />
      </div>
    </Panel>
  );
}

interface LifetimeProps {
  readonly agreement: Answers['/v1/agreements/{agreementId}'];
  readonly operator: Answers['/v1/operators/{operatorId}'] | undefined;
}

function Lifetime({ agreement, operator }: LifetimeProps) {
  const { agreementId, securityLifetimeSeconds: lifetime, tokenLifetimeSeconds: token, feasible, status } = agreement;
  const parts =
    operator === undefined ? lifetimePartsWithoutProfile(lifetime, token) : lifetimeParts(lifetime, operator);
  return (
    <div>
      <LifetimeBar label={`Security lifetime of ${agreementId}`} parts={parts} limitSeconds={lifetime} />
      <p className="lifetime-equation">
        <b>L = token + outliving + G</b>
        {operator !== undefined && (
          <span className="muted">
            {formatCount(lifetime)} = {formatCount(token)} + {formatCount(outlivingSeconds(operator))} +{' '}
            {formatCount(guardSeconds(operator.guard))}
          </span>
        )}
        {!feasible && <Badge tone="bad">no usable token: nothing is assigned</Badge>}
        {status === 'suspended' && <Badge tone="warning">agreement suspended: nothing is assigned</Badge>}
      </p>
      <LifetimeTable parts={parts} />
    </div>
  );
}

const repeats: Readonly<Record<Pool['repeatSubject'], string>> = {
  same: 'gets the same identity',
  another: 'gets another identity',
  refuse: 'is refused',
};

function Policy({ pool, quarantineSeconds }: { readonly pool: Pool; readonly quarantineSeconds: number | undefined }) {
  const { anonymous, repeatSubject, affinity, maxPerSubject, anonymousSharePercent } = pool;
  const facts = [
    ...(quarantineSeconds === undefined ? [] : [['Quarantine', formatSeconds(quarantineSeconds)] as const]),
    ['Anonymous subjects', anonymous],
    [
      'Share of anonymous subjects',
      anonymousSharePercent === undefined ? 'no limit' : `at most ${String(anonymousSharePercent)}%`,
    ],
    ['A subject that holds one', repeats[repeatSubject]],
    ['Identities a subject', maxPerSubject === undefined ? 'no limit' : `at most ${String(maxPerSubject)}`],
    ['Former identity again', affinity === true ? 'yes' : 'no'],
  ] as const;
  return (
    <dl className="terms-policy">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
