/** Functions that write texts the same way that differ only in spelling: few texts have one result. By full name. */
export const spellings: ReadonlySet<string> = new Set([
  'strings.ToLower',
  'strings.ToUpper',
  'strings.ToTitle',
  'strings.TrimSpace',
  'strings.TrimPrefix',
  'strings.TrimSuffix',
]);

/** Functions that say whether two texts are the same but for their spelling. */
export const sameSpelling: ReadonlySet<string> = new Set(['strings.EqualFold']);
