// What is known of context.Context: by full name, argument positions count the receiver.

/** Calls that yield the channel that is closed when a context, their first argument, is cancelled. */
export const doneCalls: ReadonlySet<string> = new Set(['(context.Context).Done']);

/** Calls whose result is nil until a context, their first argument, is cancelled. */
export const errCalls: ReadonlySet<string> = new Set(['(context.Context).Err', 'context.Cause']);

/** Contexts that nobody can cancel. */
export const endlessContexts: ReadonlySet<string> = new Set([
  'context.Background',
  'context.TODO',
  'context.WithoutCancel',
]);

/** Contexts that are cancelled when their parent, the first argument, is, and not before. */
export const passiveContexts: ReadonlySet<string> = new Set(['context.WithValue']);

/** Calls that make a context, and the function that cancels it. */
export const cancellers: ReadonlySet<string> = new Set([
  'context.WithCancel',
  'context.WithDeadline',
  'context.WithTimeout',
]);

/** Types of parameters with which a caller can cancel, as types.TypeString writes them. */
export const contextType = 'context.Context';
export const cancelFuncType = 'context.CancelFunc';
export const requestType = '*net/http.Request';

/** Types of the functions that cancel a context. */
export const cancelTypes: ReadonlySet<string> = new Set(['context.CancelFunc', 'context.CancelCauseFunc']);

/** What makes a context that ends at a time of its own. */
export const deadlineContexts: ReadonlySet<string> = new Set([
  ...['context.WithTimeout', 'context.WithDeadline', 'context.WithTimeoutCause', 'context.WithDeadlineCause'],
]);

/** What makes a context that nobody can cancel because that is what is wanted. */
export const detachedOnPurpose: ReadonlySet<string> = new Set(['context.WithoutCancel']);
