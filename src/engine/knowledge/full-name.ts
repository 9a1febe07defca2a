/** The import path in a function's full name: of `(*go.uber.org/zap.Logger).Info`, `go.uber.org/zap`. */
export function packageOf(fullName: string): string {
  const type = fullName.startsWith('(') ? fullName.slice(1, fullName.indexOf(')')).replace(/^\*/, '') : fullName;
  return type.slice(0, Math.max(0, type.lastIndexOf('.')));
}
