import { resultPieces } from '../../src/engine/facts/pieces/pieces.js';
import { ofFunction, parameterName } from './asked.js';

/**
 * What the results share the memory of: `result 0 is a small part of line`, `result 0 is a list of small parts of
 * text`, `result 0 is an input from os.ReadFile`, `nothing`.
 */
export default ofFunction(
  resultPieces,
  (results, body) =>
    results
      .flatMap((pieces, index) =>
        pieces.map(({ parameter, whole, part, each }) => {
          const source = whole && `${whole.holds} from ${whole.source}${sizeOf(whole)}`;
          const of = parameter === undefined ? source : parameterName(parameter, body);
          const list = each === undefined ? '' : ` in ${each} pieces`;
          return `result ${index} is ${part === 'all' ? '' : `a ${part} part of `}${of}${list}`;
        }),
      )
      .join('; ') || 'nothing',
);

function sizeOf({ size, sizedBy }: { readonly size?: number | undefined; readonly sizedBy?: unknown }): string {
  if (size !== undefined) return ` of ${size} bytes`;
  return sizedBy === undefined ? '' : ' as long as asked';
}
