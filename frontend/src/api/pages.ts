/** Lists that come page by page. */
import { infiniteQueryOptions } from '@tanstack/react-query';

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

export function pagesQuery<Row>(
  key: readonly unknown[],
  read: (cursor: { readonly cursor?: string }) => Promise<PageOf<Row>>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam }) => read(pageParam === '' ? {} : { cursor: pageParam }),
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}
