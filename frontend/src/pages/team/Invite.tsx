import { useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { UserPlus } from '../../ui/icons.ts';
import { Popup } from '../../ui/Popup.tsx';
import { InvitationLink } from './InvitationLink.tsx';
import { InviteForm } from './InviteForm.tsx';

/** Makes a link by which somebody comes into the team, with or without an account here. */
export function Invite({ team, name }: { team: string; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Shape<'NewInvitationRow'>>();
  const close = () => {
    setOpen(false);
    setMade(undefined);
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <UserPlus size={16} aria-hidden /> Invite
      </Button>
      {isOpen && (
        <Popup title={`Invite to ${name}`} onClose={close}>
          {made ? (
            <InvitationLink invitation={made} onDone={close} />
          ) : (
            <InviteForm team={team} onMade={setMade} />
          )}
        </Popup>
      )}
    </>
  );
}
