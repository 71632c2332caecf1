// "Confirm it’s you": where the calls to the API meet the dialog that asks. Several calls at once share one question.

/** Asks the person to prove who they are in one of these ways; says whether they did. */
type Asker = (ways: string[]) => Promise<boolean>;

let asker: Asker | null = null;
let asking: Promise<boolean> | null = null;

/** The dialog says that it is there; gives a function that says it is gone. */
export function answerQuestions(by: Asker): () => void {
  asker = by;
  return () => {
    if (asker === by) asker = null;
  };
}

export async function askAgain(ways: string[]): Promise<boolean> {
  if (!asker) return false;
  asking ??= asker(ways).finally(() => {
    asking = null;
  });
  return asking;
}
