import type * as Prometheus from 'prom-client';
import type {
  Counter,
  GaugeReader,
  Histogram,
  HistogramDescription,
  Labels,
  MetricDescription,
  Metrics,
  Sample,
} from './metrics.js';

/** Resolution of the event loop's delay, which is measured by a timer: a finer one would wake an idle process more often. */
const eventLoopResolutionMs = 100;

/** A metric as docs/metrics.md lists it. */
export interface DescribedMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** The metrics of a process, in the text format of Prometheus (version 0.0.4). */
export class PrometheusMetrics implements Metrics {
  /** Of `text`. */
  readonly contentType: string;
  private readonly registry: Prometheus.Registry;
  private readonly described: DescribedMetric[] = [];
  private readonly readErrors: Counter<'metric'>;
  private readonly gauges: (() => Promise<void>)[] = [];
  private writing: Promise<string> | undefined;

  private constructor(private readonly prometheus: typeof Prometheus) {
    this.contentType = prometheus.Registry.PROMETHEUS_CONTENT_TYPE;
    this.registry = new prometheus.Registry();
    this.readErrors = this.counter({
      name: 'allocator_scrape_errors_total',
      help: 'Reads of a gauge that failed or took too long. The scrape has no value of that gauge.',
      labels: ['metric'],
    });
  }

  /** Loads prom-client: a process without metrics, as each command of the command line, does not wait for it. */
  static async load(): Promise<PrometheusMetrics> {
    return new PrometheusMetrics(await import('prom-client'));
  }

  /** The metrics of the service, in the order of their declaration. */
  get descriptions(): readonly DescribedMetric[] {
    return this.described;
  }

  /** Adds what prom-client knows of Node.js and of the process: `nodejs_*`, `process_*`. Call it once a process. */
  measureProcess(): void {
    this.prometheus.collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: eventLoopResolutionMs,
    });
  }

  counter<Label extends string = never>(description: MetricDescription<Label>): Counter<Label> {
    const counter = new this.prometheus.Counter<Label>(this.added('counter', description));
    return {
      add: (count, labels) => {
        counter.inc(labels, count);
      },
    };
  }

  histogram<Label extends string = never>(description: HistogramDescription<Label>): Histogram<Label> {
    const buckets = [...description.buckets];
    const histogram = new this.prometheus.Histogram<Label>({ ...this.added('histogram', description), buckets });
    return {
      observe: (value, labels) => {
        histogram.observe(labels, value);
      },
    };
  }

  gauge<Label extends string = never>(description: MetricDescription<Label>, read: GaugeReader<Label>): void {
    const failed: Labels<'metric'> = { metric: description.name };
    this.readErrors.add(0, failed);
    const gauge = new this.prometheus.Gauge<Label>(this.added('gauge', description));
    this.gauges.push(async () => {
      const samples = await valuesOf(read);
      gauge.reset();
      // Without labels, a reset leaves a 0.
      if (description.labels === undefined) gauge.remove();
      for (const { value, labels } of samples ?? []) gauge.set(labels, value);
      if (samples === undefined) this.readErrors.add(1, failed);
    });
  }

  /** Reads all gauges. Scrapes at the same time get the same text. */
  text(): Promise<string> {
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  /** Reads first, so that the text counts the reads that have just failed: prom-client's own `collect` would count them a scrape later. */
  private async write(): Promise<string> {
    await Promise.all(this.gauges.map((read) => read()));
    return this.registry.metrics();
  }

  private added<Label extends string>(
    type: DescribedMetric['type'],
    { name, help, labels = [] }: MetricDescription<Label>,
  ): Prometheus.MetricConfiguration<Label> {
    this.described.push({ name, type, help, labels });
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}

/** Undefined if they cannot be read. */
async function valuesOf<Label extends string>(read: GaugeReader<Label>): Promise<Iterable<Sample<Label>> | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
