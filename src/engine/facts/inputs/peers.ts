import {
  type Body,
  type Call,
  calls,
  instructions,
  outermost,
  terminator,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  archiveFiles,
  bodyLimitMiddleware,
  messageLimits,
  ownConnections,
  type Peer,
  requestMakers,
  requestSenders,
} from '../../knowledge/inputs.js';
import { Kind } from '../../syntax/kinds.js';
import { typeString } from '../../types/operations.js';
import type { Fact, FactStore } from '../fact.js';
import { type Origins, origins } from '../memory/origins.js';
import { pointeeName } from './input.js';
import { limitCalls } from './limit-calls.js';

/** Whether what looks like a peer's is: a request may be one's own, and somebody may have limited it beforehand. */
export interface Peers {
  of(peer: Peer, value: Value, body: Body): 'own' | 'limited' | 'open';
}

export const peers: Fact<Peers> = {
  name: 'peers',
  compute: (_pkg, store) => new PeerFinder(store),
};

/** Callers of callers. */
const MAX_CALLERS = 3;

class PeerFinder implements Peers {
  readonly #store: FactStore;
  readonly #origins: Origins;
  readonly #limited = new Set<string>();
  #scanned = false;
  #middleware = false;

  constructor(store: FactStore) {
    this.#store = store;
    this.#origins = store.get(origins);
  }

  of(peer: Peer, value: Value, body: Body): 'own' | 'limited' | 'open' {
    switch (peer) {
      case 'request':
        return this.#ofRequest(value, body, 0);
      case 'response':
        return this.#isMadeHere(value) ? 'own' : checksSize(body, 'ContentLength') ? 'limited' : 'open';
      case 'upload':
        return checksSize(body, 'Size') || this.#hasMiddleware() ? 'limited' : 'open';
      case 'messages':
        this.#scan();
        return this.#limited.has(typeString(typeOfValue(value, body))) ? 'limited' : 'open';
      case 'archive':
        if (checksSize(body, 'UncompressedSize64')) return 'limited';
        return callsAny(body, archiveFiles) ? 'own' : 'open';
      case 'connection':
        return this.#isOwnConnection(value) ? 'own' : 'open';
    }
  }

  #ofRequest(value: Value, body: Body, depth: number): 'own' | 'limited' | 'open' {
    const request = this.#origins.of(value);
    if (this.#isMadeHere(request) || isSent(request, body, this.#origins)) return 'own';
    if (this.#limitsBody(value, body) || checksSize(body, 'ContentLength') || this.#hasMiddleware()) return 'limited';
    const variable = request.op === 'param' ? request : parameterIn(request, body);
    if (variable === undefined || depth === MAX_CALLERS) return 'open';
    const sites = this.#store.pkg.calls.edgesTo(body).filter(({ how }) => how !== 'passed');
    if (sites.length === 0) return 'open';
    const found = sites.map(({ call, body: caller }) => {
      const given = call.args[variable.index];
      if (given === undefined) return 'open';
      return this.#ofRequest(given, caller, depth + 1);
    });
    return found.includes('open') ? 'open' : found.includes('limited') ? 'limited' : 'own';
  }

  /** `r.Body = http.MaxBytesReader(w, r.Body, n)` somewhere in a function. */
  #limitsBody(request: Value, body: Body): boolean {
    const asked = this.#origins.of(request);
    return [...withLiterals(outermost(body))].some((home) =>
      instructions(home).some(
        (one) =>
          one.op === 'store' &&
          one.args[0].op === 'fieldaddr' &&
          one.args[0].name === 'Body' &&
          this.#origins.same(one.args[0].args[0], asked) &&
          this.#isLimit(one.args[1], home),
      ),
    );
  }

  #isLimit(value: Value, body: Body): boolean {
    const at = this.#origins.of(value);
    return at.op === 'call' && this.#store.get(limitCalls).limits(at, body);
  }

  /** A literal, or what the package for tests records. */
  #isMadeHere(value: Value): boolean {
    const at = this.#origins.of(value);
    const made = at.op === 'extract' ? at.args[0] : at;
    if (made.op === 'alloc') return made.of !== 'variable';
    return made.op === 'call' && 'name' in made.callee && requestMakers.has(made.callee.name);
  }

  #isOwnConnection(value: Value): boolean {
    const at = this.#origins.of(value);
    const made = at.op === 'extract' ? at.args[0] : at;
    return made.op === 'call' && 'name' in made.callee && ownConnections.has(made.callee.name);
  }

  #hasMiddleware(): boolean {
    this.#scan();
    return this.#middleware;
  }

  #scan(): void {
    if (this.#scanned) return;
    this.#scanned = true;
    for (const body of this.#store.pkg.allBodies()) {
      for (const call of calls(body)) {
        if (!('name' in call.callee)) continue;
        if (bodyLimitMiddleware.has(call.callee.name)) this.#middleware = true;
        const limited = messageLimits.get(call.callee.name);
        if (limited !== undefined) this.#limited.add(limited);
        if (passesOn(call) && call.args.some((arg) => isRequest(arg, body) && this.#limitsBody(arg, body)))
          this.#middleware = true;
      }
    }
  }
}

/** `next.ServeHTTP(w, r)`, `next(w, r)`: which handler comes next is not known, it may be any. */
function passesOn({ callee, args }: Call): boolean {
  return (callee.kind === 'interface' || callee.kind === 'dynamic') && args.length >= 2;
}

function isRequest(value: Value, body: Body): boolean {
  return pointeeName(typeString(typeOfValue(value, body))) === 'net/http.Request';
}

/** Whether a function sends a request itself, or answers it with a response of another server: it is a client's. */
function isSent(request: Value, body: Body, origin: Origins): boolean {
  const type = body.symbol && body.types.ofSymbol(body.symbol);
  if (type?.kind === 'func' && type.results.some((one) => typeString(one.type) === '*net/http.Response')) return true;
  for (const call of calls(body)) {
    const sent = 'name' in call.callee ? requestSenders.get(call.callee.name) : undefined;
    if (sent !== undefined && call.args[sent] !== undefined && origin.same(call.args[sent], request)) return true;
    if ('name' in call.callee && isHeaderWrite(call.callee.name) && isHeaderOf(call.args[0], request, origin))
      return true;
  }
  return false;
}

/** Who writes to the headers of a request is about to send it. */
function isHeaderWrite(name: string): boolean {
  return name === '(net/http.Header).Set' || name === '(net/http.Header).Add';
}

function isHeaderOf(header: Value, request: Value, origin: Origins): boolean {
  const at = origin.of(header);
  return at.op === 'load' && at.args[0].op === 'fieldaddr' && origin.same(at.args[0].args[0], request);
}

function parameterIn(request: Value, body: Body): Extract<Value, { op: 'param' }> | undefined {
  const at = request.op === 'load' ? request.args[0] : request;
  const symbol = at.op === 'alloc' || at.op === 'freevar' ? at.symbol : undefined;
  return symbol && body.params.find((param) => param.symbol === symbol);
}

const orders = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq]);

/**
 * Whether a function compares the size that a peer states with another number. ContentLength is -1 where none is
 * stated, so that it is a limit only where that is refused as well.
 */
function checksSize(body: Body, field: 'ContentLength' | 'Size' | 'UncompressedSize64'): boolean {
  let above = false;
  let unstated = field !== 'ContentLength';
  for (const block of body.blocks) {
    const control = terminator(block);
    if (control.op !== 'if' || control.args[0].op !== 'binary') continue;
    const { operator, args } = control.args[0];
    const side = args.findIndex((arg) => isField(arg, field));
    if (side < 0) continue;
    const other = args[1 - side];
    if (other.op === 'const' && typeof other.value === 'bigint' && other.value <= 0n) unstated = true;
    else if (orders.has(operator)) above = true;
  }
  return above && unstated;
}

function callsAny(body: Body, names: ReadonlySet<string>): boolean {
  for (const { callee } of calls(body)) if ('name' in callee && names.has(callee.name)) return true;
  return false;
}

function isField(value: Value, name: string): boolean {
  if (value.op === 'convert') return isField(value.args[0], name);
  return value.op === 'load' && value.args[0].op === 'fieldaddr' && value.args[0].name === name;
}
