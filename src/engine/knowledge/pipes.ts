// What is known of pipes in memory, of which one end waits for the other.

/** Yields the reader and the writer. */
export const pipeMaker = 'io.Pipe';
