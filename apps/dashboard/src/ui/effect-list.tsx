import './effect-list.css';

interface EffectListProps {
  /** What the change does, in sentences. */
  readonly effects: readonly string[];
  /** The change has a harmful effect, or cannot be made. */
  readonly isBad?: boolean;
}

/** What a change does, before it is confirmed. */
export function EffectList({ effects, isBad = false }: EffectListProps) {
  return (
    <ul className={isBad ? 'effect-list effect-list-bad' : 'effect-list'} aria-live="polite">
      {effects.map((effect) => (
        <li key={effect}>{effect}</li>
      ))}
    </ul>
  );
}
