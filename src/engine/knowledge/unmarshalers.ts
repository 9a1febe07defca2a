/**
 * Methods that fill their receiver in from outside, as the interfaces of encoding, encoding/json, encoding/xml,
 * encoding/gob, database/sql, flag and the well-known YAML and BSON packages declare them: they take its address, but
 * nothing has to stay where it is for that.
 */
export const unmarshalers: ReadonlySet<string> = new Set([
  'GobDecode',
  'Scan',
  'UnmarshalBSON',
  'UnmarshalBinary',
  'UnmarshalJSON',
  'UnmarshalJSONFrom',
  'UnmarshalText',
  'UnmarshalXML',
  'UnmarshalXMLAttr',
  'UnmarshalYAML',
]);
