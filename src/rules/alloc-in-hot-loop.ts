import { defineRule, hot, madeBuffers, turnBuffers } from '../engine/api.js';

export default defineRule({
  name: 'alloc-in-hot-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['allocation'],
  docs: {
    reports: 'buffers that are made on each turn of a hot loop, though one could serve all turns',
    why:
      'A buffer of 64 KB for each line or packet is 64 MB of garbage for a thousand of them. What is larger than 64 KB ' +
      'is always on the heap, however short its life.',
    instead: 'make the buffer before the loop and use it again, with buf.Reset() or buf[:0]; across calls, a sync.Pool',
    quiet: [
      'the buffer is kept, sent or returned',
      'it is smaller than 4 KB, or its size differs from turn to turn',
      'the loop has a few turns, or each turn waits for something that takes longer',
    ],
    misses: 'Objects other than buffers, and buffers that a function called in the loop makes.',
  },

  requires: { hot, turnBuffers },
  on: madeBuffers,

  check(buffer, { hot, turnBuffers }) {
    const { at, made, body, text } = buffer;
    const heat = hot.of(made, body);
    if (typeof heat === 'string' || heat.slow || !turnBuffers.serves(buffer, heat)) return undefined;
    return {
      at,
      message: `${text} makes a new buffer on every turn; one could serve all of them`,
      because: [{ at: heat.at, message: heat.message }],
    };
  },
});
