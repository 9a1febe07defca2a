const decoder = new TextDecoder('utf-8');

const fixedBytes = 40;
const extendedFlag = 0x4000;
const lengthMask = 0xfff;

/**
 * The paths that git tracks and the directories that hold them, relative to the top of the work tree, from the bytes
 * of .git/index (gitformat-index(5), versions 2 to 4). Undefined when the bytes are not such a file.
 */
export function trackedPaths(bytes: Uint8Array): ReadonlySet<string> | undefined {
  // The length of object names, SHA-1's or SHA-256's, is written elsewhere; only one of them fits the entries.
  return readEntries(bytes, 20) ?? readEntries(bytes, 32);
}

function readEntries(bytes: Uint8Array, hashBytes: number): ReadonlySet<string> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || decoder.decode(bytes.subarray(0, 4)) !== 'DIRC') return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;

  const paths = new Set<string>();
  let name = new Uint8Array();
  let at = 12;
  for (let left = view.getUint32(8); left > 0; left--) {
    const start = at;
    at += fixedBytes + hashBytes;
    if (at + 2 > bytes.length) return undefined;
    const flags = view.getUint16(at);
    at += flags & extendedFlag ? 4 : 2;
    let kept = 0;
    if (version === 4) {
      const removed = readOffset(bytes, at);
      at = removed.end;
      kept = name.length - removed.value;
      if (kept < 0) return undefined;
    }
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    const next = new Uint8Array(kept + end - at);
    next.set(name.subarray(0, kept));
    next.set(bytes.subarray(at, end), kept);
    name = next;
    if (Math.min(name.length, lengthMask) !== (flags & lengthMask)) return undefined;
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7);
    addWithParents(paths, decoder.decode(name));
  }
  return paths;
}

/** A variable-width number as in pack files' offset deltas (gitformat-pack(5)). */
function readOffset(bytes: Uint8Array, start: number): { value: number; end: number } {
  let at = start;
  let value = bytes[at] & 0x7f;
  while (bytes[at++] & 0x80) value = (value + 1) * 128 + (bytes[at] & 0x7f);
  return { value, end: at };
}

function addWithParents(paths: Set<string>, path: string): void {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const prefix = path.slice(0, end);
    if (paths.has(prefix)) return;
    paths.add(prefix);
  }
}
