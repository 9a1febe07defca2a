import type { Body, Call, Instruction, Value } from '../../flow/ssa.js';
import { type Peer, urlArguments } from '../../knowledge/inputs.js';
import { wholeReads } from '../../knowledge/whole-reads.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import type { Input } from '../inputs/input.js';
import { inputs } from '../inputs/inputs.js';
import { describe } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { calleeText, nodeAt } from '../pieces/wholes.js';
import { type Read, readsOf } from './reads.js';
import { readsWhole } from './reads-whole.js';

/** A call that reads something as a whole, itself or in the function that it calls. */
export interface ReadSite {
  readonly call: Call;
  readonly body: Body;
  readonly reads: readonly Read[];
}

export const readSites: Trigger<ReadSite> = {
  name: 'read-sites',
  ops: ['call'],
  lift(instruction: Instruction, body, _pkg, store) {
    if (instruction.op !== 'call') return undefined;
    const callees = (call: Call) => store.summaries.ofCall(readsWhole, call, body, store);
    const reads = readsOf(instruction, body, callees, store).filter(({ known }) => !known);
    return reads.length === 0 ? undefined : { call: instruction, body, reads };
  },
};

/** A read of what a peer sends, without a limit between the peer and memory. */
export interface UnlimitedRead {
  /** Where the limit belongs: the read, or where its reader is put into a field. */
  readonly at: SyntaxNode;
  /** What is read, as the source writes it, and the function that reads it. */
  readonly what: string;
  readonly reader: string;
  /** The function that reads in the end, when that is another one: `io.ReadAll`. */
  readonly through: string | undefined;
  /** Where it is read, when it is put into a field elsewhere. */
  readonly readAt: SyntaxNode | undefined;
  /** Who sends; undefined where only a limit on the way says that it is somebody. */
  readonly peer: Peer | undefined;
  readonly from: SyntaxNode;
  /** How much of it is read; undefined: all. */
  readonly part: string | undefined;
  readonly decodes: boolean;
  /** The address of the peer, where the program itself names it. */
  readonly host: string | undefined;
  readonly expansion: { readonly format: string; readonly at: SyntaxNode; readonly limited: boolean } | undefined;
}

export interface UnlimitedReads {
  of(site: ReadSite): readonly UnlimitedRead[];
}

export const unlimitedReads: Fact<UnlimitedReads> = {
  name: 'unlimited-reads',
  compute(_pkg, store) {
    const known = new Map<Call, readonly UnlimitedRead[]>();
    return {
      of(site) {
        let found = known.get(site.call);
        if (found === undefined)
          known.set(site.call, (found = site.reads.flatMap((read) => unlimited(read, site, store))));
        return found;
      },
    };
  },
};

function unlimited(read: Read, { call, body }: ReadSite, store: FactStore): UnlimitedRead[] {
  const expands = read.expands === undefined ? undefined : { format: read.expands, call, body };
  const found = store.get(inputs).of(read.reader, body, read.at, expands);
  return found.flatMap((input): UnlimitedRead[] => {
    const { source, put } = input;
    const expansion = expansionOf(read, input, call);
    const isLimited = expansion?.limited && source.from !== 'own';
    if (source.from !== 'peer' && !isLimited) return [];
    const origin = source.from === 'peer' ? source : { value: read.reader, body };
    const here = nodeAt(call, body);
    return [
      {
        at: put === undefined ? here : nodeAt(put.value, put.body),
        what: textOf(origin.value, origin.body, source.from === 'peer' ? source.peer : undefined),
        reader: calleeText(call, body),
        through: 'name' in call.callee && call.callee.name === read.by ? undefined : shortName(read.by),
        readAt: put === undefined ? undefined : here,
        peer: source.from === 'peer' ? source.peer : undefined,
        from: nodeAt(origin.value, origin.body),
        part: wholeReads.get(read.by)?.part,
        decodes: wholeReads.get(read.by)?.decodes ?? false,
        host: source.from === 'peer' && source.peer === 'response' ? hostOf(source.value, store) : undefined,
        expansion,
      },
    ];
  });
}

function expansionOf(read: Read, input: Input, call: Call): UnlimitedRead['expansion'] {
  const { expansion } = input;
  const limited = input.limited || read.limited === true;
  if (expansion === undefined) return undefined;
  return { format: expansion.format, at: nodeAt(expansion.call ?? call, expansion.body), limited };
}

function textOf(value: Value, body: Body, peer: Peer | undefined): string {
  const text = describe(value, body);
  const isWhole = (peer === 'request' || peer === 'response') && !text.endsWith('.Body');
  return isWhole && value.op !== 'call' ? `${text}.Body` : text;
}

/** `io.ReadAll`, `json.Decoder.Decode`: a full name as one says it. */
function shortName(fullName: string): string {
  const [, pointer, path, rest] = /^\(?(\*?)(.*?)([^/]*)$/.exec(fullName) ?? [];
  return path === undefined || pointer === undefined ? fullName : rest.replace(/\)\./, '.').replace(/^\*/, '');
}

/** The beginning of the address that a response comes from, where the source names it. */
function hostOf(response: Value, store: FactStore): string | undefined {
  const origin = store.get(origins);
  let at = origin.of(response);
  for (let step = 0; step < 4; step++) {
    if (at.op === 'extract') at = at.args[0];
    if (at.op !== 'call' || !('name' in at.callee)) return undefined;
    const argument = urlArguments.get(at.callee.name);
    if (argument !== undefined) return constantHost(origin.of(at.args[argument]));
    if (at.args.length < 2) return undefined;
    at = origin.of(at.args[at.args.length - 1]);
  }
  return undefined;
}

function constantHost(url: Value | undefined): string | undefined {
  if (url?.op === 'binary') return constantHost(url.args[0]);
  if (url?.op === 'call' && 'name' in url.callee && url.callee.name === 'fmt.Sprintf') return constantHost(url.args[0]);
  const text = url?.op === 'const' && typeof url.value === 'string' ? url.value : '';
  return /^https?:\/\/([^/%]+)\//.exec(text)?.[1];
}
