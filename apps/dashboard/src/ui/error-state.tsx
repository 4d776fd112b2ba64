import './notice.css';
import { Button } from './button.js';

interface ErrorStateProps {
  /** What could not be done: `Could not load the pools`. */
  readonly title: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** In place of content that could not be loaded. An error of the service says itself what to do. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  return (
    <div className="notice notice-bad" role="alert">
      <h3>{title}</h3>
      <p>{error.message}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
