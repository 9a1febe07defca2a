/** How a function fills a variable. Argument positions count the receiver. */
export interface Decoder {
  /** Where the data comes from; undefined for the command line. */
  readonly source: number | undefined;
  readonly target: number;
}

const flags = (name: string, target: number): readonly [string, Decoder] => [name, { source: undefined, target }];

/** By full name. */
export const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  flags('flag.IntVar', 0),
  flags('flag.UintVar', 0),
  flags('flag.StringVar', 0),
  flags('(*flag.FlagSet).IntVar', 1),
  flags('(*flag.FlagSet).StringVar', 1),
  flags('(*github.com/spf13/pflag.FlagSet).IntVar', 1),
  flags('(*github.com/spf13/pflag.FlagSet).IntVarP', 1),
  flags('(*github.com/spf13/pflag.FlagSet).StringSliceVar', 1),
  flags('(*github.com/spf13/pflag.FlagSet).StringSliceVarP', 1),
  flags('(*github.com/spf13/pflag.FlagSet).StringArrayVar', 1),
  ['encoding/json.Unmarshal', { source: 0, target: 1 }],
  ['encoding/xml.Unmarshal', { source: 0, target: 1 }],
  ['gopkg.in/yaml.v2.Unmarshal', { source: 0, target: 1 }],
  ['gopkg.in/yaml.v3.Unmarshal', { source: 0, target: 1 }],
  ['sigs.k8s.io/yaml.Unmarshal', { source: 0, target: 1 }],
  ['encoding/binary.Read', { source: 0, target: 2 }],
  ['(*encoding/json.Decoder).Decode', { source: 0, target: 1 }],
  ['(*encoding/xml.Decoder).Decode', { source: 0, target: 1 }],
  ['(*encoding/gob.Decoder).Decode', { source: 0, target: 1 }],
]);

/** Functions that make a decoder or reader of the argument at 0. */
export const decoderMakers: ReadonlySet<string> = new Set([
  'encoding/json.NewDecoder',
  'encoding/xml.NewDecoder',
  'encoding/gob.NewDecoder',
  'gopkg.in/yaml.v3.NewDecoder',
  'bufio.NewReader',
  'io.LimitReader',
]);
