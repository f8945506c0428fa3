/** What one request may hold. */
export interface RequestLimits<Item> {
  /** Bytes that an item adds to a request. */
  readonly bytesOf: (item: Item) => number;
  /** Of all items of a request together. */
  readonly mostBytes: number;
  /** Default: as many as fit. */
  readonly mostItems?: number;
}

/** Items, in their order, in groups of one request each, as full as the limits allow; an item that is larger by itself goes alone. */
export function grouped<Item>(items: readonly Item[], limits: RequestLimits<Item>): readonly (readonly Item[])[] {
  const { bytesOf, mostBytes, mostItems = Number.POSITIVE_INFINITY } = limits;
  const groups: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const last = groups.at(-1);
    const bytes = bytesOf(item);
    if (last !== undefined && bytes <= room && last.length < mostItems) {
      last.push(item);
      room -= bytes;
    } else {
      groups.push([item]);
      room = mostBytes - bytes;
    }
  }
  return groups;
}
