/** Types of buffers that are used anew once they are reset, as types.TypeString writes them. */
export const bufferTypes: ReadonlySet<string> = new Set(['bytes.Buffer']);
