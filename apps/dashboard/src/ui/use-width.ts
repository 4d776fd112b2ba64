import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Measured<Shown extends HTMLElement> {
  readonly ref: RefObject<Shown | null>;
  /** In CSS pixels; 0 before it is shown. */
  readonly width: number;
}

/** The width of an element, for drawings that must not be scaled: text stays readable and lines stay thin. */
export function useWidth<Shown extends HTMLElement>(): Measured<Shown> {
  const ref = useRef<Shown>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const shown = ref.current;
    if (shown === null) return;
    setWidth(shown.clientWidth);
    const observer = new ResizeObserver(() => setWidth(shown.clientWidth));
    observer.observe(shown);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
