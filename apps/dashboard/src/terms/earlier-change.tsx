import '../ui/notice.css';

interface EarlierChangeProps {
  /** What another writer has changed, in sentences. */
  readonly changes: readonly string[];
}

/** Another change came first: what is in force now. The reader decides what becomes of the own change, which is still in the fields. */
export function EarlierChange({ changes }: EarlierChangeProps) {
  return (
    <div className="notice notice-warning" role="alert">
      <h3>Another change came first</h3>
      <p>Nothing of yours was set. Since you began:</p>
      <ul>
        {changes.length === 0 ? (
          <li>It set the terms, and they are again as you read them.</li>
        ) : (
          changes.map((change) => <li key={change}>{change}</li>)
        )}
      </ul>
      <p>Your change is kept, on the terms now in force. Check it, then set it, or cancel.</p>
    </div>
  );
}
