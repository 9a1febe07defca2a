/** What a directory entry is itself; the target of a link is not looked at. */
export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What is at a path once links are followed. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  /** In bytes. */
  readonly size: number;
}

/** The beginning of a file. */
export interface FileHead {
  readonly bytes: Uint8Array;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/**
 * All that the engine needs from a disk. Paths are absolute, clean and use `/` on every system.
 * Whatever is there and cannot be read is a FileError. Only regular files are ever opened: a named pipe would block.
 */
export interface FileSystem {
  readFile(path: string): Uint8Array;
  /** At most `limit` bytes from the start. They hold until the next call: thousands of heads share one buffer. */
  readHead(path: string, limit: number): FileHead;
  /** Entries in order of their names' UTF-16 units, without `.` and `..`. */
  list(directory: string): readonly Entry[];
  /** Undefined when there is nothing, a link that leads nowhere included. */
  stat(path: string): FileStatus | undefined;
  /** The path with every link resolved; undefined when there is nothing. */
  realPath(path: string): string | undefined;
}

/** A file or directory that is there and cannot be read. */
export class FileError extends Error {
  readonly path: string;
  /** A clause such as `permission denied`. */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'FileError';
    this.path = path;
    this.reason = reason;
  }
}

/** Orders strings by their UTF-16 units, the same in every locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
