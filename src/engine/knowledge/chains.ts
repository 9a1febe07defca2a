/** A call that yields a new value around an old one, which it keeps. */
export interface Chain {
  readonly what: 'context' | 'error' | 'logger';
  /** The argument that is kept, the receiver counted; every one of them when absent. */
  readonly parent?: number;
  readonly result: number;
  /** The argument that names what is added: with another name each time, many are wanted. */
  readonly key?: number;
}

const chains = (chain: Chain, ...names: readonly string[]) => names.map((name) => [name, chain] as const);

const context: Chain = { what: 'context', parent: 0, result: 0 };
const logger: Chain = { what: 'logger', parent: 0, result: 0, key: 1 };

/** By full name. */
export const chainCalls: ReadonlyMap<string, Chain> = new Map<string, Chain>([
  ...chains(
    context,
    'context.WithCancel',
    'context.WithCancelCause',
    'context.WithDeadline',
    'context.WithDeadlineCause',
    'context.WithTimeout',
    'context.WithTimeoutCause',
    'context.WithoutCancel',
    'os/signal.NotifyContext',
    'runtime/pprof.WithLabels',
    'go.opentelemetry.io/otel/trace.ContextWithSpan',
    'go.opentelemetry.io/otel/baggage.ContextWithBaggage',
    'google.golang.org/grpc/metadata.NewOutgoingContext',
    'google.golang.org/grpc/metadata.NewIncomingContext',
    'github.com/go-logr/logr.NewContext',
  ),
  ...chains({ ...context, key: 1 }, 'context.WithValue', 'google.golang.org/grpc/metadata.AppendToOutgoingContext'),
  ...chains({ ...context, result: 1 }, 'golang.org/x/sync/errgroup.WithContext'),
  ...chains({ what: 'context', parent: 1, result: 0 }, '(go.opentelemetry.io/otel/trace.Tracer).Start'),
  ...chains({ what: 'error', result: 0 }, 'errors.Join', 'fmt.Errorf', 'go.uber.org/multierr.Append'),
  ...chains(
    logger,
    '(*log/slog.Logger).With',
    '(*log/slog.Logger).WithGroup',
    '(*go.uber.org/zap.Logger).With',
    '(*go.uber.org/zap.Logger).Named',
    '(*go.uber.org/zap.SugaredLogger).With',
    '(*go.uber.org/zap.SugaredLogger).Named',
    '(*github.com/sirupsen/logrus.Entry).WithField',
    '(*github.com/sirupsen/logrus.Entry).WithFields',
    '(github.com/sirupsen/logrus.FieldLogger).WithField',
    '(github.com/sirupsen/logrus.FieldLogger).WithFields',
    '(github.com/go-logr/logr.Logger).WithValues',
    '(github.com/go-logr/logr.Logger).WithName',
    '(github.com/hashicorp/go-hclog.Logger).With',
    '(github.com/hashicorp/go-hclog.Logger).Named',
    'github.com/go-kit/log.With',
    'github.com/go-kit/log.WithPrefix',
    'github.com/go-kit/log.WithSuffix',
    'github.com/go-kit/kit/log.With',
    'github.com/go-kit/kit/log.WithPrefix',
  ),
]);
