import {
  type Body,
  type Call,
  type Instruction,
  instructions,
  isCall,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  listenCalls,
  localHosts,
  localNetworks,
  plainServers,
  readTimeouts,
  serverCalls,
  serverType,
} from '../../knowledge/timeouts.js';
import { isExported } from '../../names/symbol.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { origins } from '../memory/origins.js';
import { ownersFrom } from '../resources/hands-on.js';
import type { Owners } from '../resources/owners.js';
import { fieldSettings } from './field-settings.js';

/** Whether an instruction makes a server, or serves with one that it makes. */
export function makesServer(one: Instruction, body: Body): boolean {
  switch (one.op) {
    case 'composite':
      return isServer(one.type);
    case 'call':
      return one.callee.kind === 'static' && plainServers.has(one.callee.name);
    case 'alloc':
      return one.of === 'variable'
        ? one.symbol !== undefined && isServer(body.types.ofSymbol(one.symbol)) && !isFilled(one, body)
        : one.of === 'new' && isPointerToServer(body.types.of(body.file, one.node));
    default:
      return false;
  }
}

function isServer(type: Type): boolean {
  return type.kind === 'named' && `${type.symbol.pkg?.path}.${type.symbol.name}` === serverType;
}

function isPointerToServer(type: Type): boolean {
  return type.kind === 'pointer' && isServer(type.elem);
}

/** Whether a variable gets all of its value at once. */
function isFilled(cell: Value, body: Body): boolean {
  return instructions(body).some(({ op, args }) => op === 'store' && args[0] === cell && args[1].op !== 'const');
}

/** A server that waits for a request as long as its client likes. */
export interface PatientServer {
  /** `server`: one that is made here; `function`: a function that serves with one of its own. */
  readonly kind: 'server' | 'function';
  /** The function, as the source writes it. */
  readonly name: string;
  /** Whether only programs on the same machine reach it. */
  readonly local: boolean;
}

export interface PatientServers {
  of(made: Instruction, body: Body): PatientServer | undefined;
}

export const patientServers: Fact<PatientServers> = {
  name: 'patient-servers',
  compute(_pkg, store) {
    return {
      of(made, body) {
        if (made.op === 'call') return plainServer(made, body, store);
        if (hasTimeout(made, body, store)) return undefined;
        return { ...served(made, body, store), kind: 'server', name: 'http.Server' };
      },
    };
  },
};

function plainServer(call: Call, { file: { tree } }: Body, store: FactStore): PatientServer {
  const name = 'name' in call.callee ? call.callee.name.slice('net/'.length) : tree.text(call.node);
  return { kind: 'function', name, local: call.args.some((arg) => isLocal(arg, store)) };
}

/** Whether somebody sets one of the timeouts, or may do so. */
function hasTimeout(made: Instruction, body: Body, store: FactStore): boolean {
  if (made.op === 'composite' && made.keys.some((key, i) => isTimeout(key) && !isZero(made.args[i]))) return true;
  const owners = ownersOf(made, body, store);
  const home = outermost(body);
  for (const one of withLiterals(home)) {
    for (const use of instructions(one)) {
      if (use.op === 'store' && use.args[0].op === 'fieldaddr' && isTimeout(use.args[0].name)) {
        if (owners.mayBe(use.args[0].args[0])) return true;
      }
      if (!use.args.some((arg) => owners.mayBe(arg))) continue;
      if (use.op === 'return' && isForOthers(home)) return true;
      if (isCall(use) && mayBeSetBy(use, one, owners, store)) return true;
    }
  }
  return isSetElsewhere(owners, home, store);
}

function ownersOf(made: Instruction, body: Body, store: FactStore): Owners {
  return ownersFrom([{ value: made, body, path: '' }], store);
}

/** Whether callers in other packages get what a function returns. */
function isForOthers({ symbol, types }: Body): boolean {
  return symbol !== undefined && isExported(symbol.name) && types.pkg.name !== 'main';
}

/** A function that fills it in, or that nobody can look into. */
function mayBeSetBy(call: Call, body: Body, owners: Owners, store: FactStore): boolean {
  if ('name' in call.callee && serverCalls.has(call.callee.name)) return false;
  const passed = argumentsOf(call).flatMap((arg, i) => (owners.mayBe(arg) ? [i] : []));
  if (passed.length === 0) return false;
  const { bodies, others, complete } = store.pkg.calls.targets(call, body);
  const isInSight = complete && bodies.length > 0 && others.length === 0;
  if (!isInSight) return call.callee.kind !== 'builtin';
  const settings = store.summaries.ofCall(fieldSettings, call, body, store).flat();
  return settings.some(({ parameter, field }) => isTimeout(field) && passed.includes(parameter));
}

/** Whether it is kept where other functions of the package find it, of which one sets a timeout of some server. */
function isSetElsewhere(owners: Owners, home: Body, store: FactStore): boolean {
  const isKept = [...withLiterals(home)].some((body) =>
    instructions(body).some(
      ({ op, args }) =>
        (op === 'return' || (op === 'store' && args[0].op !== 'alloc')) && args.some((arg) => owners.has(arg)),
    ),
  );
  if (!isKept) return false;
  return [...store.pkg.allBodies()].some((body) =>
    instructions(body).some((one) => {
      if (one.op !== 'store' || one.args[0].op !== 'fieldaddr' || !isTimeout(one.args[0].name)) return false;
      const [server] = one.args[0].args;
      return server.op !== 'alloc' && isPointerToServer(typeOfValue(server, body));
    }),
  );
}

function served(made: Instruction, body: Body, store: FactStore): Pick<PatientServer, 'local'> {
  const address = made.op === 'composite' ? made.args[made.keys.indexOf('Addr')] : undefined;
  if (address !== undefined && isLocal(address, store)) return { local: true };
  const owners = ownersOf(made, body, store);
  const local = [...withLiterals(outermost(body))].some((one) =>
    instructions(one).some(
      (call) => isCall(call) && call.args.length > 1 && owners.mayBe(call.args[0]) && isLocal(call.args[1], store),
    ),
  );
  return { local };
}

/** An address of this machine, or a listener on one. */
function isLocal(value: Value, store: FactStore): boolean {
  const origin = store.get(origins);
  let at = origin.of(value);
  if (at.op === 'extract') at = at.args[0];
  if (at.op === 'const')
    return typeof at.value === 'string' && localHosts.some((host) => String(at.value).startsWith(host));
  if (!isCall(at) || !('name' in at.callee) || !listenCalls.has(at.callee.name)) return false;
  const network = origin.of(at.args[0]);
  const isLocalNetwork =
    network.op === 'const' && typeof network.value === 'string' && localNetworks.has(network.value);
  return isLocalNetwork || isLocal(at.args[1], store);
}

function isTimeout(key: unknown): boolean {
  return typeof key === 'string' && readTimeouts.has(key);
}

function isZero(value: Value): boolean {
  return value.op === 'const' && value.value === 0n;
}
