import { expect, test } from 'vitest';
import { knownWith } from '../../src/engine/knowledge/known.js';

test('what a project knows stands beside what the engine knows', () => {
  const known = knownWith({
    spawners: { 'example.com/async.Run': { task: 0 } },
    limiters: [{ acquire: ['example.com/limit.Enter'], release: ['example.com/limit.Leave'] }],
    readers: { 'example.com/web.Body': { reader: 0 } },
    pools: [{ get: ['example.com/bufs.Get'], put: { 'example.com/bufs.Put': 0 } }],
    exits: ['example.com/log.Die'],
  });
  expect(known.spawners.get('example.com/async.Run')).toEqual({ task: 0 });
  expect(known.spawners.has('(*sync.WaitGroup).Go')).toBe(true);
  const shared = 'example.com/limit.Enter';
  expect(known.syncCalls.get('example.com/limit.Leave')).toEqual({ op: 'receive', shared });
  expect(known.syncCalls.get('(*golang.org/x/sync/semaphore.Weighted).Release')).toEqual({ op: 'receive' });
  expect(known.syncCalls.get('(*sync.WaitGroup).Wait')).toEqual({ op: 'wait' });
  expect(known.readLimits.get('example.com/web.Body')).toEqual({ reader: 0 });
  expect(known.poolCalls.get('example.com/bufs.Put')).toEqual({ puts: 0, shared: 'example.com/bufs.Get' });
  expect(known.poolCalls.get('(*sync.Pool).Put')).toEqual({ puts: 1 });
  expect(known.noReturn.has('example.com/log.Die')).toBe(true);
  expect(known.noReturn.has('os.Exit')).toBe(true);
});

test('where both name a function, the project is right', () => {
  const known = knownWith({
    spawners: { '(*sync.WaitGroup).Go': { task: 0 } },
    readers: { 'io.LimitReader': { reader: 0 } },
  });
  expect(known.spawners.get('(*sync.WaitGroup).Go')).toEqual({ task: 0 });
  expect(known.readLimits.get('io.LimitReader')).toEqual({ reader: 0 });
});
