/** The functions that set how the garbage collector works, by full name. */
export const setPercent = 'runtime/debug.SetGCPercent';
export const limitSetters: ReadonlySet<string> = new Set([
  'runtime/debug.SetMemoryLimit',
  'github.com/KimMachineGun/automemlimit/memlimit.SetGoMemLimit',
  'github.com/KimMachineGun/automemlimit/memlimit.SetGoMemLimitWithOpts',
  'github.com/KimMachineGun/automemlimit/memlimit.SetGoMemLimitWithEnv',
]);

/** Packages that set a memory limit when they are imported. */
export const limitPackages: ReadonlySet<string> = new Set(['github.com/KimMachineGun/automemlimit']);

/** Functions that run a whole collection and wait for it, by full name. */
export const collections: ReadonlySet<string> = new Set(['runtime.GC', 'runtime/debug.FreeOSMemory']);

/** Functions that stop the world while they look at it: the argument that must be true for that, if there is one. */
export const worldStops: ReadonlyMap<string, number | undefined> = new Map([
  ['runtime.ReadMemStats', undefined],
  ['runtime.Stack', 1],
]);

/** Functions that read figures of the heap or hand them out. */
export const heapFigures: ReadonlySet<string> = new Set([
  'runtime.ReadMemStats',
  'runtime/metrics.Read',
  'runtime/pprof.WriteHeapProfile',
  'github.com/prometheus/client_golang/prometheus/promhttp.Handler',
  'github.com/prometheus/client_golang/prometheus/promhttp.HandlerFor',
  'github.com/prometheus/client_golang/prometheus.NewGoCollector',
  'github.com/prometheus/client_golang/prometheus/collectors.NewGoCollector',
  'go.opentelemetry.io/contrib/instrumentation/runtime.Start',
  'github.com/VictoriaMetrics/metrics.WritePrometheus',
  'github.com/VictoriaMetrics/metrics.WriteProcessMetrics',
]);

/** Packages that hand them out when they are imported. */
export const figurePackages: ReadonlySet<string> = new Set(['expvar', 'net/http/pprof']);

/** Functions that a program calls which goes on until it is stopped. */
export const servingCalls: ReadonlySet<string> = new Set([
  'net/http.ListenAndServe',
  'net/http.ListenAndServeTLS',
  'net/http.Serve',
  'net/http.ServeTLS',
  '(*net/http.Server).ListenAndServe',
  '(*net/http.Server).ListenAndServeTLS',
  '(*net/http.Server).Serve',
  '(*net/http.Server).ServeTLS',
  '(*google.golang.org/grpc.Server).Serve',
  '(net.Listener).Accept',
  '(*net.TCPListener).Accept',
  '(*net.TCPListener).AcceptTCP',
]);
