import css from './bar.module.css';
import { useDesigner } from './designerContext.ts';
import { useDraftState } from './useDraftState.ts';

/** Which version is published, and whether the draft says something else by now. */
export function VersionMark() {
  const designer = useDesigner();
  const { version, hasChanges } = useDraftState();
  if (version === undefined) return null;
  const words =
    version === null
      ? 'draft'
      : hasChanges === undefined
        ? `v${version}`
        : hasChanges
          ? `v${version} · draft has changes`
          : `v${version} published`;
  return (
    <button
      type="button"
      className={css.version}
      title={version === null ? 'Nothing is published yet' : 'Compare with what is published'}
      onClick={() => designer.open({ is: 'history' })}
    >
      {words}
    </button>
  );
}
