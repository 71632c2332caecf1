// The dialogs of the discussion. They lie over the page and not in a card: a card goes when the window is made narrow.
import type { Annotation, Comment, Thread } from '../../api/schemas';
import { Assign } from './Assign';
import { HideDialog } from './HideDialog';
import { History } from './History';
import { Seers } from './Seers';
import type { Discussion } from './useDiscussion';

/** What was asked for, and about what. */
export type Asked =
  | { what: 'hide' | 'history'; comment: Comment }
  | { what: 'hide' | 'seers'; annotation: Annotation }
  | { what: 'assign'; thread: Thread };

export function TalkDialog({ discussion }: { discussion: Discussion }) {
  const { asked, ask } = discussion;
  if (!asked) return null;
  const onClose = () => ask(null);
  if ('thread' in asked) return <Assign discussion={discussion} thread={asked.thread} onClose={onClose} />;
  if ('comment' in asked) {
    const { what, comment } = asked;
    if (what === 'history') return <History team={discussion.subject.team.id} comment={comment} onClose={onClose} />;
    return <HideDialog meaning="Only its author and admins will still read it; others see that something was hidden here." onHide={(reason) => discussion.hideComment(comment, reason)} onClose={onClose} />;
  }
  // As it is by now: somebody may have changed it meanwhile.
  const annotation = discussion.annotations.find((one) => one.id === asked.annotation.id) ?? asked.annotation;
  if (asked.what === 'seers') return <Seers discussion={discussion} annotation={annotation} onClose={onClose} />;
  return <HideDialog meaning="Only its author and admins will still see it, with the replies." onHide={(reason) => discussion.hide(annotation, reason)} onClose={onClose} />;
}
