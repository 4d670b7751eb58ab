import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { tokensQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Plus } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Popup } from '../../ui/Popup.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { NewToken } from './NewToken.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import { TokenLine } from './TokenLine.tsx';

/** The keys with which one's programs come: made here, shown once, ended here. */
export function TokensPage() {
  const tokens = useQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Shape<'NewTokenRow'>>();
  return (
    <Page
      title="My tokens"
      actions={
        <Button look="primary" onClick={() => setMaking(true)}>
          <Plus size={16} aria-hidden /> New token
        </Button>
      }
    >
      {made && <ShownOnce token={made} onDone={() => setMade(undefined)} />}
      {tokens.isPending && <Waiting rows={3} />}
      {tokens.error && <Wrong error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && (
        <Empty title="No tokens yet">
          <p>
            A program sends a token to use the <a href="/api/v1/docs">REST API</a> in your name.
          </p>
        </Empty>
      )}
      {tokens.data && tokens.data.length > 0 && (
        <ul className={list.list} aria-label="Tokens">
          {tokens.data.map((token) => (
            <TokenLine key={token.id} token={token} />
          ))}
        </ul>
      )}
      {isMaking && (
        <Popup title="New token" onClose={() => setMaking(false)}>
          <NewToken
            onMade={(token) => {
              setMaking(false);
              setMade(token);
            }}
          />
        </Popup>
      )}
    </Page>
  );
}
