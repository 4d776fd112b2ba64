import './history.css';
import { useMutation } from '@tanstack/react-query';
import type { TrustedKeys } from '../../chain/trusted-keys.js';
import { checkProofFile } from '../../proof/check-proof-file.js';
import type { CheckedProof } from '../../proof/check-proof-file.js';
import { Badge } from '../../ui/badge.js';
import { ErrorState } from '../../ui/error-state.js';
import { Field } from '../../ui/field.js';
import { formatCount } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { utcText } from '../../ui/utc-text.js';

/** Larger files are not made by the page that makes proofs. */
const fileBytesMax = 256 * 1024 * 1024;

/** Checks a proof that was downloaded, in this browser alone. */
export function ProofCheckPanel({ using }: { readonly using: TrustedKeys | undefined }) {
  const check = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > fileBytesMax) throw new Error('The file is too large for a proof.');
      return checkProofFile(await file.text(), using);
    },
  });
  return (
    <Panel title="Check a proof file">
      <div className="key-panel">
        <Field label="File" hint="Downloaded on the page Who held it. It is not sent to the service.">
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".json,application/json"
              onChange={({ target }) => {
                const file = target.files?.[0];
                if (file !== undefined) check.mutate(file);
              }}
            />
          )}
        </Field>
        <div role="status">{check.isSuccess && <Found proof={check.data} />}</div>
        {check.isError && <ErrorState title="Could not check the file" error={check.error} />}
      </div>
    </Panel>
  );
}

function Found({ proof: { impi, at, documents, isSigned, faults } }: { readonly proof: CheckedProof }) {
  const what = `Holder of ${impi} at ${utcText(at)} UTC, ${formatCount(documents)} documents`;
  if (faults.length > 0) {
    return (
      <div className="proof-faults">
        <p>
          <Badge tone="bad">Proves nothing</Badge> {what}
        </p>
        <ul>
          {faults.map((fault) => (
            <li key={fault} className="lane-fault">
              {fault}
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <p>
      {isSigned ? <Badge tone="good">Proved by signatures</Badge> : <Badge tone="warning">Unbroken, not signed</Badge>}{' '}
      {what}
    </p>
  );
}
