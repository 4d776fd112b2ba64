import { useEffect, useState } from 'react';

const minuteMs = 60_000;

/** The beginning of the current minute, in milliseconds since 1970; a component that uses it follows the clock. */
export function useMinute(): number {
  const [minute, setMinute] = useState(currentMinute);
  useEffect(() => {
    const timer = setInterval(() => setMinute(currentMinute), minuteMs / 4);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

function currentMinute(): number {
  return Math.floor(Date.now() / minuteMs) * minuteMs;
}
