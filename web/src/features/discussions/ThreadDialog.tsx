// The dialogs about threads and comments. They lie over the page and not in a card, which goes when the window is made narrow.
import { HideDialog } from '../../ui/HideDialog';
import { Assign } from './Assign';
import { useDiscussing } from './Discussing';
import { History } from './History';
import { useCommentActions } from './useCommentActions';

export function ThreadDialog() {
  const { asked, ask } = useDiscussing();
  const { hide } = useCommentActions();
  if (!asked) return null;
  const onClose = () => ask(null);
  if (asked.what === 'assign') return <Assign thread={asked.thread} onClose={onClose} />;
  const { what, comment } = asked;
  if (what === 'history') return <History comment={comment} onClose={onClose} />;
  return (
    <HideDialog
      meaning="Only its author and admins will see it. Others will see that a comment was hidden."
      onHide={(reason) => hide(comment, reason)}
      onClose={onClose}
    />
  );
}
