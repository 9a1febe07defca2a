import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stage is the innermost layer of the engine at work; the first pattern that fits the module's path names it. */
const stagesByPath = /** @type {const} */ ([
  [/\/syntax\/(outline|array-builder)\.js/, 'outline'],
  [/\/syntax\/(parse|parser-module|recover|without-bodies)\.js/, 'parse'],
  [/\/engine\/text\//, 'text'],
  [/\/engine\/project\//, 'project'],
  [/\/engine\/names\//, 'names'],
  [/\/engine\/types\//, 'types'],
  [/\/engine\/flow\//, 'flow'],
  [/\/engine\/(calls|facts)\/|\/rules\//, 'facts+rules'],
  [/\/engine\/(run|report)\/|\/dist\//, 'rest'],
]);

/** Views of the tree belong to whoever asks. */
const views = /\/syntax\/(tree|go|kinds)\.js/;

/**
 * Where the time of a profiled run went.
 * @param {string} folder with one .cpuprofile
 * @returns {{ stage: string, ms: number, share: number }[]}
 */
export function stages(folder) {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const byId = new Map(nodes.map((/** @type {any} */ node) => [node.id, node]));
  const parents = new Map();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const times = new Map();
  let total = 0;
  samples.forEach((/** @type {number} */ id, /** @type {number} */ i) => {
    const stage = stageOf(id, byId, parents);
    if (stage === undefined) return;
    times.set(stage, (times.get(stage) ?? 0) + timeDeltas[i] / 1000);
    total += timeDeltas[i] / 1000;
  });
  return [...times].map(([stage, ms]) => ({ stage, ms, share: ms / total })).sort((a, b) => b.ms - a.ms);
}

/** @param {number} id @param {Map<number, any>} byId @param {Map<number, number>} parents */
function stageOf(id, byId, parents) {
  const { functionName } = byId.get(id).callFrame;
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return 'collector';
  for (let at = /** @type {number | undefined} */ (id); at !== undefined; at = parents.get(at)) {
    const { url } = byId.get(at).callFrame;
    const found = views.test(url) ? undefined : stagesByPath.find(([path]) => path.test(url));
    if (found !== undefined) return found[1];
  }
  return 'start-up';
}
