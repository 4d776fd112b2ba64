import './session-end-notice.css';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.js';
import { sessionEndText } from './session-end.js';
import { useSession } from './use-session.js';

const checkMs = 10_000;

/** Warns some minutes before the session ends, because what is open ends with it. */
export function SessionEndNotice() {
  const { end, actions } = useSession();
  const text = useEndText(end);
  const [failure, setFailure] = useState<string | null>(null);
  const renew = async (): Promise<void> => {
    setFailure((await actions?.renew()) ?? null);
  };
  return (
    <div className={text === undefined ? 'unseen' : 'session-end'}>
      <p role="status">{text}</p>
      {text !== undefined && <Button onClick={() => void renew()}>Sign in again</Button>}
      {failure !== null && <p role="alert">{failure}</p>}
    </div>
  );
}

function useEndText(end: Parameters<typeof sessionEndText>[0]): string | undefined {
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), checkMs);
    return () => clearInterval(timer);
  }, []);
  return sessionEndText(end, nowMs);
}
