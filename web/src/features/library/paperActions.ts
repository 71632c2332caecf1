// What can be done with the selected papers, beside deleting them.
import type { PaperRow } from '../../api/schemas';

export interface PaperAction {
  title: string;
  /** A key that does it in the list. */
  shortcut?: string;
  /** Done by its key alone; without a button. */
  hidden?: boolean;
  /** Behind “More”, with what is done less often. */
  rare?: boolean;
  run: (papers: PaperRow[]) => void;
}
