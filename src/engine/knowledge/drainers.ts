/** Functions that read an argument to its end, unless they fail: by full name, the argument. */
export const drainers: ReadonlyMap<string, number> = new Map([
  ['io.ReadAll', 0],
  ['io/ioutil.ReadAll', 0],
  ['io.Copy', 1],
  ['io.CopyBuffer', 1],
  ['(*bytes.Buffer).ReadFrom', 1],
  ['(*strings.Builder).ReadFrom', 1],
  ['(*bufio.Writer).ReadFrom', 1],
]);
