// The dialogs about an annotation. They lie over the page and not in a card: a card goes when the window is made narrow.
import { HideDialog } from '../../ui/HideDialog';
import { useAnnotating } from './Annotating';
import { Seers } from './Seers';
import { useAnnotationActions } from './useAnnotationActions';
import { useAnnotations } from './useAnnotations';

export function AnnotationDialog() {
  const { asked, ask } = useAnnotating();
  const { hide } = useAnnotationActions();
  const { annotations } = useAnnotations();
  if (!asked) return null;
  const onClose = () => ask(null);
  // As it is by now: somebody may have changed it meanwhile.
  const annotation = annotations.find((one) => one.id === asked.annotation.id) ?? asked.annotation;
  if (asked.what === 'seers') return <Seers annotation={annotation} onClose={onClose} />;
  return (
    <HideDialog
      meaning="Only its author and admins will see it and its replies."
      onHide={(reason) => hide(annotation, reason)}
      onClose={onClose}
    />
  );
}
