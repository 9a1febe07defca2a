/** Prefixes of the functions of loggers that have `Fatal` and `Panic`. */
const loggers: readonly string[] = [
  'log.',
  '(*log.Logger).',
  'github.com/sirupsen/logrus.',
  '(*github.com/sirupsen/logrus.Logger).',
  '(*github.com/sirupsen/logrus.Entry).',
  '(*go.uber.org/zap.Logger).',
  '(*go.uber.org/zap.SugaredLogger).',
];

/** Functions that end the goroutine or the test, or panic: what has been deferred runs. By full name. */
export const unwinding: ReadonlySet<string> = new Set([
  'runtime.Goexit',
  ...each('(*testing.common).', ['FailNow', 'Fatal', 'Fatalf', 'Skip', 'SkipNow', 'Skipf']),
  ...each('github.com/stretchr/testify/require.', ['FailNow', 'FailNowf']),
  ...loggers.flatMap((logger) => each(logger, ['Panic', 'Panicf', 'Panicln', 'Panicw'])),
]);

/** Functions from which control does not come back: those, and the ones that end the process. By full name. */
export const noReturn: readonly string[] = [
  ...unwinding,
  'os.Exit',
  'syscall.Exit',
  // What these do, their bodies do not say.
  'runtime.exit',
  'runtime.fatalpanic',
  'runtime.fatalthrow',
  'github.com/sirupsen/logrus.Exit',
  '(*github.com/sirupsen/logrus.Logger).Exit',
  ...[...loggers, 'google.golang.org/grpc/grpclog.'].flatMap((logger) =>
    each(logger, ['Fatal', 'Fatalf', 'Fatalln', 'Fatalw']),
  ),
  ...['k8s.io/klog.', 'k8s.io/klog/v2.', 'github.com/golang/glog.'].flatMap((path) =>
    each(path, ['Fatal', 'Fatalf', 'Fatalln', 'FatalDepth', 'Exit', 'Exitf', 'Exitln', 'ExitDepth']),
  ),
];

function each(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => prefix + name);
}

/**
 * Whether a function may end the process or the goroutine by what loggers have agreed to call it. Says nothing about
 * control flow, only that a loop with such a call may have a way out where the body is not at hand.
 */
export function mayNotReturn(name: string): boolean {
  return /(?:^|\.)(?:Fatal|Panic|Exit)(?:f|ln|w|Context|Depth)?$/.test(name);
}
