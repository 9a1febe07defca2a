import { NONE, type TreeArrays } from './tree.js';

/** Growing arrays that one tree after another is written into; `finish` copies out what was written. */
export class ArrayBuilder {
  kind = new Uint8Array(1 << 16);
  field = new Uint8Array(1 << 16);
  start = new Uint32Array(1 << 16);
  end = new Uint32Array(1 << 16);
  parent = new Int32Array(1 << 16);
  skip = new Uint32Array(1 << 16);
  size = 0;
  comments: number[] = [];
  errors: number[] = [];

  reset(): void {
    this.size = 0;
    this.comments = [];
    this.errors = [];
  }

  grow(): void {
    const capacity = this.kind.length * 2;
    this.kind = copyInto(new Uint8Array(capacity), this.kind);
    this.field = copyInto(new Uint8Array(capacity), this.field);
    this.start = copyInto(new Uint32Array(capacity), this.start);
    this.end = copyInto(new Uint32Array(capacity), this.end);
    this.parent = copyInto(new Int32Array(capacity), this.parent);
    this.skip = copyInto(new Uint32Array(capacity), this.skip);
  }

  /** Appends a node and returns its index; `skip` is set when the node is left. */
  add(kind: number, field: number, start: number, end: number, parent: number): number {
    const index = this.size++;
    if (index === this.kind.length) this.grow();
    this.kind[index] = kind;
    this.field[index] = field;
    this.start[index] = start;
    this.end[index] = end;
    this.parent[index] = parent;
    this.skip[index] = index + 1;
    return index;
  }

  /** Ends the node: everything added since belongs to its subtree. Returns its parent. */
  leave(index: number): number {
    this.skip[index] = this.size;
    return index === 0 ? NONE : this.parent[index];
  }

  finish(): TreeArrays {
    const { size } = this;
    return {
      kind: this.kind.slice(0, size),
      field: this.field.slice(0, size),
      start: this.start.slice(0, size),
      end: this.end.slice(0, size),
      parent: this.parent.slice(0, size),
      skip: this.skip.slice(0, size),
      comments: Uint32Array.from(this.comments),
      errors: Uint32Array.from(this.errors),
    };
  }
}

function copyInto<T extends { set(from: T): void }>(target: T, from: T): T {
  target.set(from);
  return target;
}
