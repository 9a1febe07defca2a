/** A call that chooses a series of a metric, and makes it if there is none yet. */
export interface SeriesCall {
  /** The first argument that is a label's value, the receiver counted; the ones behind it are values too. */
  readonly from: number;
  /** Whether that is all of them: what follows is no label. */
  readonly only?: boolean;
}

const prometheus = 'github.com/prometheus/client_golang/prometheus';
const vectors = ['CounterVec', 'GaugeVec', 'HistogramVec', 'SummaryVec', 'MetricVec', 'UntypedVec'];
const methods = ['WithLabelValues', 'GetMetricWithLabelValues', 'With', 'GetMetricWith'];

/** By full name. Labels may be in a map, or in calls that make an attribute of a name and a value. */
export const seriesCalls: ReadonlyMap<string, SeriesCall> = new Map<string, SeriesCall>([
  ...vectors.flatMap((type) =>
    methods.map((method): [string, SeriesCall] => [`(*${prometheus}.${type}).${method}`, { from: 1 }]),
  ),
  ['go.opentelemetry.io/otel/metric.WithAttributes', { from: 0 }],
  ['(*expvar.Map).Add', { from: 1, only: true }],
  ['(*expvar.Map).AddFloat', { from: 1, only: true }],
  ['(*expvar.Map).Set', { from: 1, only: true }],
]);

/** Calls that make a label of a name and a value, by the value's position. */
export const labelMakers: ReadonlyMap<string, number> = new Map([
  ['go.opentelemetry.io/otel/attribute.String', 1],
  ['go.opentelemetry.io/otel/attribute.Int', 1],
  ['go.opentelemetry.io/otel/attribute.Int64', 1],
]);
