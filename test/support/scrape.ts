/** One series of a scrape. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a scrape says of a metric. */
export interface ScrapedMetric {
  readonly type: string;
  readonly help: string;
}

export interface Scrape {
  readonly metrics: ReadonlyMap<string, ScrapedMetric>;
  readonly series: readonly Series[];
}

const sample = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** Values without digits. prom-client writes the mean of nothing as `Nan`, which Prometheus reads. */
const named = new Map([
  ['+Inf', Infinity],
  ['Nan', NaN],
]);

/** Parses the text format of Prometheus 0.0.4 strictly. Throws an error with the line that is not in it. */
export function parseScrape(text: string): Scrape {
  const metrics = new Map<string, { type: string; help: string }>();
  const series: Series[] = [];
  if (!text.endsWith('\n')) throw new Error('the text does not end with a line feed');
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') metrics.set(name, { type: '', help: rest });
    else if (kind === 'TYPE') metrics.set(name, { help: '', ...metrics.get(name), type: rest });
    else series.push(seriesOf(line));
  }
  return { metrics, series };
}

/** The value of a series; undefined if the scrape has none with these labels. */
export function valueIn({ series }: Scrape, name: string, labels: Readonly<Record<string, string>> = {}) {
  const found = series.filter(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  );
  if (found.length > 1) throw new Error(`${name} has ${String(found.length)} series with ${JSON.stringify(labels)}`);
  return found[0]?.value;
}

function seriesOf(line: string): Series {
  const [, name, inBraces = '', value = ''] = sample.exec(line) ?? [];
  const number = named.get(value) ?? Number(value);
  if (name === undefined || (Number.isNaN(number) && !named.has(value)))
    throw new Error(`not a line of the text format: ${line}`);
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  let end = 0;
  for (let found = label.exec(inBraces); found !== null; found = label.exec(inBraces)) {
    const [, key = '', text = ''] = found;
    labels[key] = text;
    end = label.lastIndex;
  }
  if (end !== inBraces.length) throw new Error(`the labels cannot be read: ${line}`);
  return { name, labels, value: number };
}
