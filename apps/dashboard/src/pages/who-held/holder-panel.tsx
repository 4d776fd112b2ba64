import './who-held.css';
import { hrefTo, pathTo } from '../../routing/hash-location.js';
import { Panel } from '../../ui/panel.js';
import { utcText } from '../../ui/utc-text.js';
import type { HolderAnswer } from '../../proof/holder-answer.js';
import { IntervalChart } from './interval-chart.js';

/** The answer in a sentence, with its intervals. */
export function HolderPanel({ answer }: { readonly answer: HolderAnswer }) {
  const { impi, poolId, at, knownAt, holder } = answer;
  const identity = hrefTo(pathTo('/pools/{poolId}/identities/{impi}', { poolId, impi }));
  return (
    <Panel
      title={holder === null ? 'No holder' : 'The holder'}
      actions={<a href={identity}>The identity and its life</a>}
    >
      <p className="holder-verdict">
        <Verdict answer={answer} />
      </p>
      <dl className="holder-facts">
        {holder !== null && <HolderFacts holder={holder} />}
        <dt>Asked for</dt>
        <dd>{utcText(at)} UTC</dd>
        <dt>By what was known</dt>
        <dd>{utcText(knownAt)} UTC</dd>
      </dl>
      {holder !== null && <IntervalChart holder={holder} at={at} />}
    </Panel>
  );
}

function Verdict({ answer: { impi, at, holder, proof } }: { readonly answer: HolderAnswer }) {
  if (holder === null) {
    const why = proof.length === 0 ? 'It had not been assigned by then.' : 'The bound of its last holder had passed.';
    return (
      <>
        At {utcText(at)} UTC no one could use <b className="fixed">{impi}</b>. {why}
      </>
    );
  }
  const { reference, kind, erasedAt } = holder.subject;
  return (
    <>
      At {utcText(at)} UTC <b className="fixed">{impi}</b> could only be used by{' '}
      {kind === 'anonymous' ? 'anonymous session' : 'user'}{' '}
      <b className="fixed">{reference ?? holder.subject.subjectId}</b>
      {reference === null && (erasedAt === null ? '' : ', whose reference is erased')}.
    </>
  );
}

function HolderFacts({ holder }: { readonly holder: NonNullable<HolderAnswer['holder']> }) {
  const { subject, assignmentId, generation, impus, tokenValid, bindingPossible } = holder;
  return (
    <>
      <dt>Subject</dt>
      <dd className="fixed">{subject.subjectId}</dd>
      {subject.erasedAt !== null && (
        <>
          <dt>Reference erased</dt>
          <dd>{utcText(subject.erasedAt)} UTC</dd>
        </>
      )}
      <dt>Assignment</dt>
      <dd>
        <span className="fixed">{assignmentId}</span>, generation {generation}
      </dd>
      <dt>Public identities</dt>
      <dd className="fixed">{impus.join(', ')}</dd>
      <dt>Token valid</dt>
      <dd>
        {utcText(tokenValid.from)} to {utcText(tokenValid.until)} UTC
      </dd>
      <dt>Binding possible</dt>
      <dd>
        {utcText(bindingPossible.from)} to {utcText(bindingPossible.until)} UTC
      </dd>
    </>
  );
}
