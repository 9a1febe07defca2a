/** Functions whose result is the size of the machine or a setting of the process, not of its input. */
export const configurationCalls: ReadonlySet<string> = new Set([
  'runtime.NumCPU',
  'runtime.GOMAXPROCS',
  'os.Getenv',
  'os.LookupEnv',
  'flag.Int',
  'flag.Uint',
  'flag.Int64',
  'flag.Uint64',
  'flag.String',
  'flag.Arg',
  'flag.Args',
  'flag.NArg',
  '(*flag.FlagSet).Int',
  '(*flag.FlagSet).Uint',
  '(*flag.FlagSet).String',
  '(*flag.FlagSet).Args',
  '(*flag.FlagSet).NArg',
  'net.Interfaces',
  'net.InterfaceAddrs',
  '(*net.Interface).Addrs',
  '(reflect.Type).NumField',
  '(reflect.Value).NumField',
]);

/** Variables that hold settings of the process. */
export const configurationVariables: ReadonlySet<string> = new Set(['os.Args']);

/** Functions that read a setting out of a text. */
export const settingParsers: ReadonlySet<string> = new Set([
  'strconv.Atoi',
  'strconv.ParseInt',
  'strconv.ParseUint',
  'strings.Split',
  'strings.SplitN',
  'strings.Fields',
  'strings.TrimSpace',
]);

/** Functions that read a whole file: what an operator put there. */
export const fileReads: ReadonlySet<string> = new Set(['os.ReadFile', 'io/ioutil.ReadFile', 'os.Open']);
