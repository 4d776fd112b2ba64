/** Where the parts of a process declare what they count and measure. Each metric is declared once. */
export interface Metrics {
  counter<Label extends string = never>(description: MetricDescription<Label>): Counter<Label>;
  histogram<Label extends string = never>(description: HistogramDescription<Label>): Histogram<Label>;
  /**
   * A gauge whose values are read at each scrape.
   * @param read must answer soon, also if what it reads does not: a scrape waits for it. If it throws, the scrape has no value of this gauge
   */
  gauge<Label extends string = never>(description: MetricDescription<Label>, read: GaugeReader<Label>): void;
}

/** How a metric appears in a scrape. Names follow Prometheus: `allocator_`, what is measured, its base unit; counters end in `_total`. */
export interface MetricDescription<Label extends string = string> {
  readonly name: `allocator_${string}`;
  readonly help: string;
  /** Never an identity, a subject, or any text that a caller can vary without bound: each value is a time series. */
  readonly labels?: readonly Label[];
}

export interface HistogramDescription<Label extends string = string> extends MetricDescription<Label> {
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
}

/** A value for each label of the metric. */
export type Labels<Label extends string> = Readonly<Record<Label, string>>;

export interface Counter<Label extends string = never> {
  /** Adding 0 makes the series visible: a series that begins with its first event hides that event from `rate` and `increase`. */
  add(count: number, labels: Labels<Label>): void;
}

export interface Histogram<Label extends string = never> {
  observe(value: number, labels: Labels<Label>): void;
}

/** A value at the time of a scrape. */
export interface Sample<Label extends string = never> {
  readonly value: number;
  readonly labels: Labels<Label>;
}

export type GaugeReader<Label extends string> = () => Iterable<Sample<Label>> | Promise<Iterable<Sample<Label>>>;
