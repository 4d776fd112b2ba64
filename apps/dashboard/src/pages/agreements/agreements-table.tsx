import './agreements-table.css';
import { hrefTo } from '../../routing/hash-location.js';
import { LifetimeBar } from '../../terms/lifetime-bar.js';
import {
  type RegistrationTerms,
  largestRegistrationSeconds,
  lifetimeParts,
  lifetimePartsWithoutProfile,
  withGuardAsOne,
} from '../../terms/lifetime-parts.js';
import type { Agreement, AgreementPreview, TermsPreview } from '../../terms/terms-preview.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { type LiveAssignments, noAssignments } from './live-assignments.js';

interface AgreementsTableProps {
  readonly agreements: readonly Agreement[];
  /** The terms that the bars show; undefined for a role that may not see them. */
  readonly terms?: RegistrationTerms;
  readonly preview?: TermsPreview;
  readonly live?: ReadonlyMap<string, LiveAssignments>;
  readonly onEdit?: ((agreementId: string) => void) | undefined;
}

/** A line an agreement: its lifetime drawn to one scale, and whether it leaves a usable token. */
export function AgreementsTable({ agreements, terms, preview, live, onEdit }: AgreementsTableProps) {
  const scaleSeconds = Math.max(...agreements.map(({ securityLifetimeSeconds }) => securityLifetimeSeconds));
  const previews = new Map(preview?.agreements.map((each) => [each.agreement.agreementId, each]));
  const columns: Column<Agreement>[] = [
    agreementColumn,
    {
      key: 'lifetime',
      title: 'Security lifetime, to scale',
      wide: true,
      cell: (agreement) => (
        <LifetimeBar
          label={`Security lifetime of ${agreement.agreementId}`}
          parts={
            terms === undefined
              ? lifetimePartsWithoutProfile(agreement.securityLifetimeSeconds, agreement.tokenLifetimeSeconds)
              : withGuardAsOne(lifetimeParts(agreement.securityLifetimeSeconds, terms))
          }
          scaleSeconds={scaleSeconds}
          limitSeconds={agreement.securityLifetimeSeconds}
        />
      ),
    },
    {
      key: 'L',
      title: 'L',
      number: true,
      sortKey: ({ securityLifetimeSeconds }) => securityLifetimeSeconds,
      cell: ({ securityLifetimeSeconds }) => formatSeconds(securityLifetimeSeconds),
    },
    {
      key: 'token',
      title: 'Token',
      number: true,
      sortKey: (agreement) => tokenOf(agreement, previews),
      cell: (agreement) => formatSeconds(tokenOf(agreement, previews)),
    },
    ...(terms === undefined ? [] : [largestColumn(terms)]),
    ...(live === undefined ? [] : [liveColumn(live)]),
    {
      key: 'fit',
      title: 'Result',
      cell: (agreement) => <Fit agreement={agreement} preview={previews.get(agreement.agreementId)} />,
    },
    ...(onEdit === undefined ? [] : [editColumn(onEdit)]),
  ];
  return (
    <Panel title="Agreements" flush actions={<Legend isPart={terms === undefined} />}>
      <div>
        <DataTable
          caption="Agreements"
          cards
          rows={agreements}
          rowKey={({ agreementId }) => agreementId}
          columns={columns}
          sortedBy={{ column: 'agreement', direction: 'ascending' }}
          empty={
            <EmptyState title="No agreements">
              The IMS operator sets one for each WWSF: PUT /v1/agreements/{'{agreementId}'}.
            </EmptyState>
          }
        />
      </div>
    </Panel>
  );
}

const agreementColumn: Column<Agreement> = {
  key: 'agreement',
  title: 'Agreement',
  sortKey: ({ agreementId }) => agreementId,
  cell: ({ agreementId, wwsfId }) => (
    <>
      <a href={hrefTo('/pools', { find: agreementId })} title="Its pools">
        {agreementId}
      </a>
      <div className="muted small">{wwsfId}</div>
    </>
  ),
};

function largestColumn(terms: RegistrationTerms): Column<Agreement> {
  return {
    key: 'largest',
    title: 'R_max at most',
    number: true,
    minor: true,
    sortKey: (agreement) => largestRegistrationSeconds(agreement, terms),
    cell: (agreement) => {
      const largest = largestRegistrationSeconds(agreement, terms);
      return largest === null ? 'any' : formatSeconds(largest);
    },
  };
}

function liveColumn(live: ReadonlyMap<string, LiveAssignments>): Column<Agreement> {
  const of = ({ agreementId }: Agreement): LiveAssignments => live.get(agreementId) ?? noAssignments;
  return {
    key: 'live',
    title: 'Live',
    number: true,
    minor: true,
    sortKey: (agreement) => of(agreement).assignments,
    cell: (agreement) => formatCount(of(agreement).assignments),
  };
}

function editColumn(onEdit: (agreementId: string) => void): Column<Agreement> {
  return {
    key: 'edit',
    title: 'Actions',
    cell: ({ agreementId }) => (
      <Button aria-label={`Change ${agreementId}`} onClick={() => onEdit(agreementId)}>
        Change
      </Button>
    ),
  };
}

function tokenOf(agreement: Agreement, previews: ReadonlyMap<string, AgreementPreview>): number {
  return previews.get(agreement.agreementId)?.tokenLifetimeSeconds ?? agreement.tokenLifetimeSeconds;
}

interface FitProps {
  readonly agreement: Agreement;
  readonly preview: AgreementPreview | undefined;
}

function Fit({ agreement: { feasible, status }, preview }: FitProps) {
  if (preview?.change === 'stops') {
    return (
      <>
        <Badge tone="bad">stops</Badge>
        <div className="muted small">needs L of {formatSeconds(preview.minimumSecurityLifetimeSeconds)}</div>
      </>
    );
  }
  if (preview?.change === 'starts') return <Badge tone="good">assigns again</Badge>;
  if (!(preview?.fits ?? feasible)) return <Badge tone="bad">no usable token</Badge>;
  return status === 'suspended' ? <Badge tone="warning">suspended</Badge> : <Badge tone="good">fits</Badge>;
}

function Legend({ isPart }: { readonly isPart: boolean }) {
  const parts = isPart
    ? ([
        ['token', 'token'],
        ['after', 'until no registration can exist'],
      ] as const)
    : ([
        ['token', 'token'],
        ['outliving', 'outliving'],
        ['guard', 'guard G'],
      ] as const);
  return (
    <ul className="lifetime-legend">
      {parts.map(([name, label]) => (
        <li key={name}>
          <span className={`lifetime-swatch lifetime-${name}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
