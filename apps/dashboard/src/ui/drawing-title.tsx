import './drawing-title.css';

/** Pixels; a letter's are the most that one takes on average. */
const letterWidth = 6.6;
const height = 14;

interface DrawingTitleProps {
  /** Of its upper edge, in pixels. */
  readonly y: number;
  readonly text: string;
}

/** The title of a row within an `<svg>`. Drawn after the lines of a `TimeAxis`, it is not crossed by them. */
export function DrawingTitle({ y, text }: DrawingTitleProps) {
  return (
    <g className="drawing-title">
      <rect x={0} y={y} width={text.length * letterWidth} height={height} />
      <text x={0} y={y + 11}>
        {text}
      </text>
    </g>
  );
}
