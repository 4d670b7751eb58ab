/**
 * The keyboard is never left nowhere: when what had the focus goes, the page takes it. And a key
 * means what had the focus when it went down, not the field to which it leads.
 */

/** By then whoever took it away has given the focus to something better. */
const PATIENCE_MS = 100;
const SHELTERS = ['[role=dialog]', '#main'];

export function keepFocus(): void {
  giveBackWhatIsLost();
  holdKeys();
}

function giveBackWhatIsLost(): void {
  let last: HTMLElement | undefined;
  let isDisabled = false;
  let isWaiting = false;

  const look = () => {
    if (last === undefined || document.activeElement !== document.body) return;
    if (!last.isConnected) wait();
    else if (last.matches(':disabled')) isDisabled = true;
    else if (isDisabled) last.focus({ preventScroll: true }); // only while something was being done
  };
  const wait = () => {
    if (!isWaiting) setTimeout(giveBack, PATIENCE_MS);
    isWaiting = true;
  };
  const giveBack = () => {
    isWaiting = false;
    if (last?.isConnected !== false || document.activeElement !== document.body) return;
    const found = SHELTERS.map((each) => document.querySelector<HTMLElement>(each));
    found.find((each) => each !== null)?.focus({ preventScroll: true });
  };

  document.addEventListener('focusin', ({ target }) => {
    last = target as HTMLElement;
    isDisabled = false;
  });
  // Who points at nothing means that nothing has it.
  const forget = () => {
    last = undefined;
  };
  document.addEventListener('pointerdown', forget, true);
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ['disabled'],
  });
}

/** Enter on a button that leads into a text would begin a line there. */
function holdKeys(): void {
  let pressedOn: EventTarget | null = null;
  const note = ({ target }: Event) => {
    pressedOn = target;
  };
  document.addEventListener('keydown', note, true);
  document.addEventListener(
    'keypress',
    (event) => {
      if (event.target !== pressedOn) event.preventDefault();
    },
    true,
  );
}
