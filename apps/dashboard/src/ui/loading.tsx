import './notice.css';

interface LoadingProps {
  /** What is loaded, for screen readers. */
  readonly what: string;
  /** Lines that the content will take, so that what follows does not move. */
  readonly lines?: number;
}

/** In place of content that is on its way. */
export function Loading({ what, lines = 4 }: LoadingProps) {
  return (
    <div className="loading" role="status">
      <b className="unseen">Loading {what}</b>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
