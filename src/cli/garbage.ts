import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Growth of the heap at which garbage is collected, in bytes. */
const growth = 64 << 20;

let collect: (() => void) | undefined;
let heapAfter = 0;

/**
 * Collects garbage once the heap has grown by so much. V8 left to itself lets it grow to several times what lives, which
 * is more than a small CI runner has. To be called between packages: what one was analysed with is garbage then.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().used_heap_size < heapAfter + growth) return;
  collect ??= collector();
  collect();
  heapAfter = getHeapStatistics().used_heap_size;
}

/** V8's own collector, which Node hands out with this flag only; where that fails, V8 is left to itself. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('globalThis.gc');
  return typeof gc === 'function' ? () => gc() : () => {};
}
