/** What a function does to a collection: a map, a list, a set, a buffer. */
export interface CollectionCall {
  readonly does: 'insert' | 'remove' | 'clear' | 'look up' | 'read';
  /** The position of the collection, the receiver counted. */
  readonly collection: number;
  /** The position of the key. */
  readonly key?: number;
  /** The position of what is put in. */
  readonly value?: number;
}

const on = (
  type: string,
  does: CollectionCall['does'],
  methods: readonly string[],
  more: { readonly key?: number; readonly value?: number } = {},
): (readonly [string, CollectionCall])[] =>
  methods.map((method) => [`(*${type}).${method}`, { does, collection: 0, ...more }] as const);

const first = (does: CollectionCall['does'], names: readonly string[]): (readonly [string, CollectionCall])[] =>
  names.map((name) => [name, { does, collection: 0 }] as const);

const syncMap = 'sync.Map';
const list = 'container/list.List';
const buffer = 'bytes.Buffer';
const builder = 'strings.Builder';

/** By full name. */
export const collectionCalls: ReadonlyMap<string, CollectionCall> = new Map<string, CollectionCall>([
  ...on(syncMap, 'insert', ['Store', 'LoadOrStore', 'Swap'], { key: 1, value: 2 }),
  ...on(syncMap, 'remove', ['Delete', 'LoadAndDelete', 'CompareAndDelete'], { key: 1 }),
  ...on(syncMap, 'clear', ['Clear']),
  ...on(syncMap, 'look up', ['Load', 'CompareAndSwap'], { key: 1 }),
  ...on(syncMap, 'read', ['Range']),
  ...on(list, 'insert', ['PushBack', 'PushFront', 'InsertBefore', 'InsertAfter'], { value: 1 }),
  ...on(list, 'insert', ['PushBackList', 'PushFrontList']),
  ...on(list, 'remove', ['Remove']),
  ...on(list, 'clear', ['Init']),
  ...on(list, 'read', ['Back', 'Front', 'Len', 'MoveAfter', 'MoveBefore', 'MoveToBack', 'MoveToFront']),
  ...on(buffer, 'insert', ['Write', 'WriteString', 'WriteByte', 'WriteRune', 'ReadFrom'], { value: 1 }),
  ...on(buffer, 'remove', ['Next', 'Read', 'ReadByte', 'ReadBytes', 'ReadRune', 'ReadString', 'Truncate', 'WriteTo']),
  ...on(buffer, 'clear', ['Reset']),
  ...on(buffer, 'read', ['Available', 'Bytes', 'Cap', 'Grow', 'Len', 'String', 'UnreadByte', 'UnreadRune']),
  ...on(builder, 'insert', ['Write', 'WriteString', 'WriteByte', 'WriteRune'], { value: 1 }),
  ...on(builder, 'clear', ['Reset']),
  ...on(builder, 'read', ['Cap', 'Grow', 'Len', 'String']),
  ...first('read', [
    'maps.All',
    'maps.Clone',
    'maps.Equal',
    'maps.Keys',
    'maps.Values',
    'golang.org/x/exp/maps.Clone',
    'golang.org/x/exp/maps.Keys',
    'golang.org/x/exp/maps.Values',
    'slices.All',
    'slices.Clone',
    'slices.Contains',
    'slices.ContainsFunc',
    'slices.Equal',
    'slices.Index',
    'slices.IndexFunc',
    'slices.Values',
    'encoding/json.Marshal',
    'strings.Join',
    'sort.Slice',
    'sort.SliceStable',
    'sort.Strings',
    'slices.Sort',
    'slices.SortFunc',
    'slices.SortStableFunc',
  ]),
  ...first('remove', ['maps.DeleteFunc', 'golang.org/x/exp/maps.DeleteFunc']),
  ...first('clear', ['golang.org/x/exp/maps.Clear']),
]);

/** Types that are collections beside maps and slices, as types.TypeString writes them. */
export const collectionTypes: ReadonlySet<string> = new Set([syncMap, list, buffer, builder]);
