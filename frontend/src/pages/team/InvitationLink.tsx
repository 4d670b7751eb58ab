import { useEffect, useRef, useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import form from '../../ui/form.module.css';
import { Check, Copy } from '../../ui/icons.ts';
import { When } from '../../ui/When.tsx';
import css from './team.module.css';

interface Props {
  readonly invitation: Shape<'NewInvitationRow'>;
  readonly onDone: () => void;
}

/** The link itself: nobody, the server included, can show it again. */
export function InvitationLink({ invitation, onDone }: Props) {
  const { token, role, max_uses, note, expires_at } = invitation;
  const link = `${location.origin}/join/${token}`;
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');
  useEffect(() => field.current?.select(), []);
  const copy = async () => {
    if (await copyText(link)) return setTold('Copied');
    field.current?.select();
    setTold('Selected: copy it with the keyboard');
  };
  return (
    <div className={form.form}>
      <p>
        Send this link to {note || (max_uses === 1 ? 'the person' : 'the people')}
        {!note && ' you invite'}. Whoever opens it becomes {role === 'viewer' ? 'a' : 'an'}{' '}
        <strong>{role}</strong> of the team. It works for{' '}
        {max_uses === 1 ? 'one person' : `${max_uses} people`} and ends <When at={expires_at} />.
      </p>
      <div className={form.row}>
        <label className={form.field}>
          The link, shown this once
          <input ref={field} className={form.input} data-mono readOnly value={link} />
        </label>
        <Button look="primary" onClick={() => void copy()}>
          {told === 'Copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}{' '}
          Copy
        </Button>
      </div>
      <p className={`${form.end} ${css.told}`}>
        <span role="status" className={form.hint}>
          {told}
        </span>
        <Button look="quiet" onClick={onDone}>
          Done
        </Button>
      </p>
    </div>
  );
}
