import './event-viewer.css';
import { useQuery } from '@tanstack/react-query';
import { sha256Hex } from '../chain/sha256-hex.js';
import { hrefTo, pathTo } from '../routing/hash-location.js';
import { Button } from '../ui/button.js';
import { ErrorState } from '../ui/error-state.js';
import { formatCount } from '../ui/formats.js';
import { Loading } from '../ui/loading.js';
import { Modal } from '../ui/modal.js';
import { utcText } from '../ui/utc-text.js';
import type { ReceivedEvent } from './event-document.js';
import { eventSentence } from './event-sentence.js';
import { useStoredText } from './use-stored-text.js';

interface EventViewerProps {
  readonly event: ReceivedEvent;
  /** The stored text, where it is known; otherwise it is read. */
  readonly text?: string | undefined;
  readonly onClose: () => void;
}

/** One event: what it says in plain words, its place in the chain, and its document, formatted and as stored. */
export function EventViewer({ event, text, onClose }: EventViewerProps) {
  const { id, type, subject, time, lane, position } = event;
  const stored = useStoredText(event, text);
  const poolId = event.data['poolId'];
  const isOfIdentity = typeof poolId === 'string' && event.data['impi'] === subject;
  return (
    <Modal title={`${type} ${id}`} wide onClose={onClose}>
      <p>{eventSentence(event)}</p>
      <dl className="event-facts">
        <dt>Subject</dt>
        <dd className="fixed">
          {isOfIdentity ? (
            <a href={hrefTo(pathTo('/pools/{poolId}/identities/{impi}', { poolId, impi: subject }))}>{subject}</a>
          ) : (
            subject
          )}
        </dd>
        <dt>Recorded</dt>
        <dd>{utcText(time)} UTC</dd>
        <dt>Place</dt>
        <dd>
          lane {lane}, position {formatCount(position)}
        </dd>
        {stored.data !== undefined && <StoredFacts text={stored.data} />}
      </dl>
      {stored.isError && (
        <ErrorState title="Could not read the document" error={stored.error} onRetry={() => void stored.refetch()} />
      )}
      {stored.isPending && <Loading what="the document" lines={8} />}
      {stored.data !== undefined && <Documents text={stored.data} />}
      <div className="dialog-actions">
        {stored.data !== undefined && (
          <Button onClick={() => void navigator.clipboard.writeText(stored.data)}>Copy as stored</Button>
        )}
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  );
}

function StoredFacts({ text }: { readonly text: string }) {
  const bytes = new TextEncoder().encode(text);
  const hash = useQuery({ queryKey: ['sha256', text], queryFn: () => sha256Hex(bytes), staleTime: Infinity });
  return (
    <>
      <dt>SHA-256</dt>
      <dd className="fixed">{hash.data ?? '–'}</dd>
      <dt>Size</dt>
      <dd>{formatCount(bytes.length)} bytes</dd>
    </>
  );
}

function Documents({ text }: { readonly text: string }) {
  return (
    <>
      <pre className="event-document" tabIndex={0} aria-label="Document, formatted">
        {JSON.stringify(JSON.parse(text), null, 2)}
      </pre>
      <details>
        <summary>As stored: the bytes that are hashed</summary>
        <pre className="event-document event-raw" tabIndex={0} aria-label="Document, as stored">
          {text}
        </pre>
      </details>
    </>
  );
}
