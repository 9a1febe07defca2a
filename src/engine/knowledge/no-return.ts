/** Functions from which control does not come back, by full name: they end the process, the goroutine or the test. */
export const noReturn: readonly string[] = [
  'os.Exit',
  'runtime.Goexit',
  'syscall.Exit',
  'log.Fatal',
  'log.Fatalf',
  'log.Fatalln',
  'log.Panic',
  'log.Panicf',
  'log.Panicln',
  '(*log.Logger).Fatal',
  '(*log.Logger).Fatalf',
  '(*log.Logger).Fatalln',
  '(*log.Logger).Panic',
  '(*log.Logger).Panicf',
  '(*log.Logger).Panicln',
  '(*testing.common).FailNow',
  '(*testing.common).Fatal',
  '(*testing.common).Fatalf',
  '(*testing.common).Skip',
  '(*testing.common).SkipNow',
  '(*testing.common).Skipf',
  'k8s.io/klog/v2.Fatal',
  'k8s.io/klog/v2.Fatalf',
  'k8s.io/klog/v2.Exit',
  'github.com/sirupsen/logrus.Fatal',
  'github.com/sirupsen/logrus.Fatalf',
  'github.com/sirupsen/logrus.Panic',
  '(*github.com/sirupsen/logrus.Logger).Fatal',
  '(*github.com/sirupsen/logrus.Entry).Fatal',
  '(*go.uber.org/zap.Logger).Fatal',
  '(*go.uber.org/zap.Logger).Panic',
  '(*go.uber.org/zap.SugaredLogger).Fatalf',
];

/**
 * Whether a function may end the process or the goroutine by what loggers have agreed to call it. Says nothing about
 * control flow, only that a loop with such a call may have a way out where the body is not at hand.
 */
export function mayNotReturn(name: string): boolean {
  return /(?:^|\.)(?:Fatal|Panic|Exit)(?:f|ln|w|Context|Depth)?$/.test(name);
}
