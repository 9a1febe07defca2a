/** What stands in place of files on the disk, by absolute clean path; undefined: there is no such file. */
export type Contents = ReadonlyMap<string, Uint8Array | undefined>;
