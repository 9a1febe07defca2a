import {
  defineRule,
  type Finding,
  type Hot,
  hot,
  type NeedlessCopies,
  type NeedlessCopy,
  type Note,
  needlessCopies,
  type TextCall,
  type TextConversion,
  type TurnWork,
  textCopies,
  turnWork,
} from '../engine/api.js';

export default defineRule({
  name: 'conversion-in-hot-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['allocation'],
  docs: {
    reports:
      'conversions between string and []byte or []rune that copy the text on each turn of a hot loop without need',
    why:
      'Every such copy is garbage at once. A loop that runs for each line, row or message allocates as much as it reads, ' +
      'so that the heap grows between collections and the collector takes the processor from the work.',
    instead:
      'convert before the loop what stays the same; else use the function that takes the text as it is: bytes for ' +
      '[]byte, strings for string, io.WriteString to write',
    quiet: [
      'the compiler copies nothing: m[string(b)] as a lookup, string(b) == s, a switch over string(b) with constant ' +
        'cases, range []byte(s), append(b, s...), []byte(s) that is only read',
      'at most 32 bytes that stay in the function: string(b[:8]), strconv.Atoi(string(b))',
      'the copy is what is wanted: it is kept, changed, or handed to something that takes nothing else',
      'each turn opens a file, starts a process or asks a peer, unless the text is all that it read',
      'info only: the turn also allocates, locks, writes or calls what is not known to be cheap; names and words, which ' +
        'mostly fit into 32 bytes',
      'the loop has a few turns, or the conversion stands on an error path or on the way out of the loop',
    ],
    misses:
      'Loops of which the number of turns cannot be told, and what a function of the module does with text that it is given.',
  },

  requires: { hot, needlessCopies, turnWork },
  on: textCopies,

  check(subject, { hot, needlessCopies, turnWork }) {
    if (subject.kind === 'call') return checkCall(subject, hot, needlessCopies, turnWork);
    const { at, value, body } = subject;
    const heat = hot.of(value, body);
    const copy = typeof heat === 'string' ? undefined : needlessCopies.onEachTurn(subject, heat);
    if (typeof heat === 'string' || copy === undefined) return undefined;
    const because = [{ at: heat.at, message: heat.message }];
    const info = (note: Note): Finding => {
      return { at, ...describe(subject, copy), severity: 'info', because: [...because, note] };
    };
    if (mayBeNew(copy))
      return info({ at, message: 'info, because keys that the map does not have yet are copied in any case' });
    if (copy.mayBeShort)
      return info({
        at,
        message: 'info, because nothing says that it is more than a few bytes',
      });
    const beside = copy.whole ? undefined : turnWork.beside(value, heat.loop);
    return beside === undefined ? { at, ...describe(subject, copy), because } : info(isBeside(beside));
  },
});

function isBeside(at: Note['at']): Note {
  return { at, message: 'info, because each turn does this as well, beside which a copy hardly counts' };
}

/** The loop pays for what the function does, so that the finding stands at the call. */
function checkCall(
  { at, callee, declared, call, body }: TextCall,
  hot: Hot,
  copies: NeedlessCopies,
  work: TurnWork,
): Finding | undefined {
  const possible = copies.ofCallee(call, body);
  const heat = possible.length === 0 ? 'cold' : hot.of(call, body);
  if (typeof heat === 'string') return undefined;
  const made = possible.filter((copy) => copies.isNeedless(copy, call, body, heat));
  if (made.length === 0) return undefined;
  const beside = made.some((copy) => copies.isWhole(copy, call, body)) ? undefined : work.withCall(call, heat.loop);
  return {
    at,
    ...(beside === undefined ? {} : { severity: 'info' as const }),
    message: `${callee} copies text each time this loop calls it`,
    advice: `let ${callee} work on the text as it is, without a conversion`,
    because: [
      { at: heat.at, message: heat.message },
      ...made.map(({ text, line }) => ({ at: declared ?? at, message: `copies on each call: ${text}, line ${line}` })),
      ...(beside === undefined ? [] : [isBeside(beside)]),
    ],
  };
}

function describe(conversion: TextConversion, copy: NeedlessCopy): { message: string; advice: string } {
  const { text, of } = conversion;
  if (copy.hoistable && !isFree(copy)) {
    return {
      message: `${text} makes the same copy on every turn`,
      advice: 'convert it once, before the loop',
    };
  }
  return { message: `${text} copies on every turn; ${excuse(copy, of)}`, advice: advice(conversion, copy) };
}

/** A key that is only written may be another one on each turn. */
function mayBeNew({ remedy }: NeedlessCopy): boolean {
  return remedy?.by === 'looking up first' && !remedy.again;
}

/** Whether the remedy copies nothing at all, and so is better than converting once. */
function isFree({ remedy }: NeedlessCopy): boolean {
  return remedy !== undefined && remedy.by !== 'writing' && !(remedy.by === 'counterpart' && isWriter(remedy.instead));
}

function excuse({ remedy }: NeedlessCopy, of: string): string {
  switch (remedy?.by) {
    case 'counterpart':
      return isWriter(remedy.instead)
        ? 'a writer needs no copy of a string'
        : `${called(remedy.instead)} takes ${of} as it is`;
    case 'writing':
      return 'nothing keeps it after Write';
    case 'looking up first':
      return 'the map needs a copy only of keys that it does not have yet';
    case 'comparing in place':
      return 'a comparison needs no copy';
    case 'looking up in place':
      return 'a lookup needs no copy';
    case 'typed keys':
      return 'a key that is an interface is always copied';
    case 'appending':
      return 'the concatenation copies it once more';
    default:
      return `nothing here needs ${of} in another form`;
  }
}

function advice({ text, of, to }: TextConversion, { remedy }: NeedlessCopy): string {
  switch (remedy?.by) {
    case 'counterpart':
      return isWriter(remedy.instead)
        ? `use ${called(remedy.instead)}; if the writer has no WriteString method, append the text to a []byte that is used again`
        : `use ${called(remedy.instead)}`;
    case 'writing':
      return 'append the text to a []byte that is used again on each turn (b = append(b[:0], s...)) and write that';
    case 'operand':
      return `use ${of} itself`;
    case 'decoding runes':
      return to === 'runes'
        ? `range over ${of} itself, or decode with utf8.DecodeRuneInString`
        : `decode ${of} with utf8.DecodeRune`;
    case 'comparing in place':
      return to === 'string'
        ? 'write the conversion in the comparison, or switch over it with constant cases'
        : 'compare it as it is';
    case 'looking up in place':
      return `write ${text} in the lookup itself`;
    case 'looking up first':
      return `look the key up first (v, ok := m[${text}] copies nothing) and convert only what is new`;
    case 'typed keys':
      return 'give the map keys of type string';
    case 'appending':
      return 'append both to one []byte that is used again, and convert that';
    default:
      return 'convert it once, before the loop';
  }
}

/** A function as it is called: with its package, a method with its name only. */
function called(fullName: string): string {
  return fullName.replace(/^\(.*\)\.|^.*\//, '');
}

function isWriter(fullName: string): boolean {
  return fullName === 'io.WriteString';
}
