import type { Knowledge } from '../../index.js';
import { functionName, functionNames, position } from './function-name.js';
import { resource } from './resource-shape.js';
import { described, list, object, record, type Shape } from './shape.js';

const spawner = object(
  {},
  {
    task: described('The argument that runs in the new goroutine; absent when the pool knows it already.', position),
    group: described('The argument that is the group or pool; absent when that is the package itself.', position),
    limits: described(
      'What limits how many goroutines of the group run at once.',
      list(
        object(
          {
            function: described('A method of the group, or what makes one that is limited.', functionName),
            limit: described('The argument that says how many.', position),
          },
          {},
        ),
        'a list of mappings with function and limit',
      ),
    ),
    constructors: described('What makes a group without a limit, beside its zero value.', functionNames),
    waits: described('Methods of the group that wait until all of its goroutines have ended.', functionNames),
  },
);

const limiter = object(
  {
    acquire: described('What takes a place, or waits until there is one.', functionNames),
    release: described('What gives it back.', functionNames),
  },
  {
    makers: described(
      'What makes a limiter, by the argument that says how many places it has.',
      record(functionName, position, 'a mapping from functions to positions of arguments'),
    ),
  },
);

const reader = object(
  { reader: described('The argument that is the reader without a limit.', position) },
  {
    limit: described(
      'The argument that says how many bytes; absent when the function does, and that is few.',
      position,
    ),
  },
);

const pool = object(
  {
    get: described('What hands out a value of the pool as it was put back.', functionNames),
    put: described(
      'What takes a value back as it is, by the argument that is the value.',
      record(functionName, position, 'a mapping from functions to positions of arguments'),
    ),
  },
  {},
);

/** What a project knows of its own functions: the engine's own knowledge has the same shape. */
export const knowledgeShape: Shape<Knowledge> = object(
  {},
  {
    spawners: described(
      'Functions that start goroutines.',
      record(functionName, spawner, 'a mapping from functions to what they start'),
    ),
    limiters: described(
      'Semaphores and the like: what takes a place and what gives it back.',
      list(limiter, 'a list of mappings with acquire, release and makers'),
    ),
    readers: described(
      'Functions that put a limit on a reader.',
      record(functionName, reader, 'a mapping from functions to reader and limit'),
    ),
    pools: described(
      'Wrappers of pools: what hands out and what takes back.',
      list(pool, 'a list of mappings with get and put'),
    ),
    resources: described(
      'What must be released: what hands it out, who owns it, what ends it.',
      list(resource, 'a list of mappings with acquire, release, holds and more'),
    ),
    exits: described('Functions that do not return: they end the process, the goroutine or the test.', functionNames),
  },
);
