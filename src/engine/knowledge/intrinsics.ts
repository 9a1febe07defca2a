/**
 * Functions whose bodies the compiler replaces, by full name: what is written there, a panic, never runs
 * (cmd/compile/internal/ssagen/intrinsics.go, cmd/compile/internal/escape).
 */
export const intrinsics: ReadonlySet<string> = new Set(['internal/abi.EscapeNonString']);
