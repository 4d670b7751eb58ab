import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answered, api, type Shape } from '../../api/client.ts';
import { tokensQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import form from '../../ui/form.module.css';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import css from './tokens.module.css';

export function TokenLine({ token }: { token: Shape<'TokenRow'> }) {
  const queries = useQueryClient();
  const { nameOf } = useTeams();
  const end = useMutation({
    mutationFn: () =>
      answered(
        api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: token.id } } }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const hasExpired = token.expires_at !== null && Date.parse(token.expires_at) < Date.now();
  const isOver = token.revoked_at !== null || hasExpired;
  return (
    <li className={`${list.row} ${css.row}`} data-over={isOver || undefined}>
      <span className={list.main}>
        <strong className={list.whose}>{token.name}</strong>
        <span className={list.about}>
          {token.scopes.join(', ')}
          {token.team && ` · only ${nameOf(token.team) || 'one team'}`}
        </span>
      </span>
      <span className={`${list.mono} ${css.wide}`}>…{token.hint}</span>
      <span className={`${list.faint} ${css.wide}`}>
        {token.last_used_at ? (
          <>
            used <When at={token.last_used_at} />
          </>
        ) : (
          'never used'
        )}
      </span>
      <span className={list.actions}>
        {isOver ? (
          <span className={list.faint}>{token.revoked_at ? 'ended' : 'expired'}</span>
        ) : (
          <>
            {token.expires_at && (
              <span className={list.faint}>
                ends <When at={token.expires_at} />
              </span>
            )}
            <Confirm
              label="End"
              question="Programs that use it stop at once."
              onSure={() => end.mutate()}
            />
          </>
        )}
      </span>
      {end.error && (
        <p role="alert" className={`${form.bad} ${list.whole}`}>
          {end.error.message}
        </p>
      )}
    </li>
  );
}
