import { type RefObject, useEffect, useRef, useState } from 'react';

/** Begins a little before the element is seen. */
const margin = '200px';

/** Whether an element is near the visible part of the page. */
export function useInView<Shown extends Element>(): readonly [RefObject<Shown | null>, boolean] {
  const element = useRef<Shown>(null);
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: margin },
    );
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, inView];
}
