import { contextCalls, defineRule, detachedCalls, type Fix } from '../engine/api.js';

export default defineRule({
  name: 'context-not-propagated',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['CWE-400', 'context'],
  docs: {
    reports: 'calls that may wait and get context.Background() although the function has a context of its caller',
    why:
      'When the caller gives up, the call goes on: the goroutine, its connection and everything that it holds stay ' +
      'until the other side answers. While that is slow, they pile up.',
    instead: 'pass on the context that the function gets, or one that is made of it',
    quiet: [
      'goroutines, which may outlive the request on purpose, and context.WithoutCancel',
      'what is done when the context is over, when something has failed, or in a deferred call',
      'calls that do not wait',
      'contexts with a deadline of their own',
    ],
    misses: 'Functions without an error result whose code is not at hand, unless they are known to wait.',
  },

  requires: { detachedCalls },
  on: contextCalls,

  check(call, { detachedCalls }) {
    const detached = detachedCalls.of(call);
    if (detached === undefined) return undefined;
    const { callee, given, argument, made, inScope } = detached;
    const fix: Fix | undefined = argument && {
      description: `pass ${inScope.text}`,
      safe: false,
      edits: [{ at: argument, newText: inScope.text }],
    };
    return {
      at: call.at,
      message: `${callee} gets ${given} and goes on when ${inScope.text} is cancelled`,
      because: [
        { at: inScope.at, message: `${inScope.text} is what the caller cancels` },
        ...(argument === undefined ? [{ at: made, message: 'this context is never cancelled' }] : []),
      ],
      ...(fix === undefined ? {} : { fixes: [fix] }),
    };
  },
});
