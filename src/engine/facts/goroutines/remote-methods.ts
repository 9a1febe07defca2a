import { type Body, outermost } from '../../flow/ssa.js';
import { isExported } from '../../names/symbol.js';
import type { Type } from '../../types/type.js';
import { isErrorType } from '../../types/universe-types.js';
import { isContext } from '../endings/contexts.js';

/**
 * Whether a function has the shape of a remote call's handler, as gRPC, Twirp and ttrpc generate it:
 * `func (s *Server) Get(ctx context.Context, r *pb.Request) (*pb.Response, error)`, with messages of another package.
 * Its context ends when the call has been answered.
 */
export function isRemoteMethod(body: Body): boolean {
  const { symbol, types } = outermost(body);
  if (symbol === undefined || symbol.receiver === undefined || !isExported(symbol.name)) return false;
  const signature = types.ofSymbol(symbol);
  if (signature.kind !== 'func' || signature.params.length !== 2 || signature.results.length !== 2) return false;
  const [context, request] = signature.params.map(({ type }) => type);
  const [response, error] = signature.results.map(({ type }) => type);
  const isMessage = (type: Type) =>
    type.kind === 'pointer' && type.elem.kind === 'named' && type.elem.symbol.pkg !== types.pkg;
  return isContext(context) && isMessage(request) && isMessage(response) && isErrorType(error);
}
