import { packageOf } from './full-name.js';

/** Packages whose functions and methods write a log line and have no other effect. */
const loggers: ReadonlySet<string> = new Set([
  'log',
  'log/slog',
  'go.uber.org/zap',
  'github.com/sirupsen/logrus',
  'k8s.io/klog/v2',
  'github.com/golang/glog',
  'github.com/rs/zerolog',
  'github.com/rs/zerolog/log',
]);

/** Calls that change nothing that a loop could notice. */
const inertCalls: ReadonlySet<string> = new Set([
  'fmt.Print',
  'fmt.Printf',
  'fmt.Println',
  'fmt.Fprintf',
  'fmt.Fprintln',
  'fmt.Sprintf',
  'context.Cause',
  '(context.Context).Err',
  '(*time.Ticker).Stop',
  '(*time.Timer).Stop',
  '(error).Error',
]);

/** Whether a call, by its full name, does nothing that the code around it could notice. */
export function isInert(name: string): boolean {
  return inertCalls.has(name) || loggers.has(packageOf(name));
}
