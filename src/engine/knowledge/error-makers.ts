/** Functions whose result is an error and never nil, by full name. */
export const errorMakers: ReadonlySet<string> = new Set([
  'errors.New',
  'fmt.Errorf',
  'github.com/pkg/errors.New',
  'github.com/pkg/errors.Errorf',
  'golang.org/x/xerrors.New',
  'golang.org/x/xerrors.Errorf',
  'google.golang.org/grpc/status.Error',
  'google.golang.org/grpc/status.Errorf',
  'google.golang.org/grpc/internal/status.Error',
  'google.golang.org/grpc/internal/status.Errorf',
]);

/** Functions whose result is an error that is nil when their first argument, an error, is nil, by full name. */
export const errorWrappers: ReadonlySet<string> = new Set([
  'github.com/pkg/errors.Wrap',
  'github.com/pkg/errors.Wrapf',
  'github.com/pkg/errors.WithMessage',
  'github.com/pkg/errors.WithMessagef',
  'github.com/pkg/errors.WithStack',
]);
