import { useMemo } from 'react';
import { frameOf } from '../canvas/frames.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { Picker } from '../ui/Picker.tsx';
import { useDesigner } from './designerContext.ts';
import { holding, textsOf } from './finding.ts';

/** Finds in names, also of groups, prompts, settings and notes; Enter goes there. */
export function Find() {
  const designer = useDesigner();
  const { view } = useRoom();
  const texts = useMemo(() => textsOf(view), [view]);
  const find = (wanted: string) =>
    holding(texts, wanted).map(({ key, kind, title, about }) => ({
      key,
      title,
      about,
      icon: <KindGlyph kind={kind} />,
    }));
  return (
    <Picker
      label="Find"
      placeholder="Find in names, prompts, settings and notes"
      find={find}
      empty="Nothing holds this text."
      onPick={({ key }) => {
        designer.close();
        const group = frameOf(key);
        if (group === undefined) designer.show(key);
        else designer.showGroup(group);
      }}
    />
  );
}
